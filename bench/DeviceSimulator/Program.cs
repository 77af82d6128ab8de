using System.CommandLine;
using AndroidZen.DeviceSimulator;

// Whoever interrupts a run gets the report of what has been, and the server that was started is stopped.
return await SimulatorCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
