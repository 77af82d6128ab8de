using System.CommandLine;
using AndroidZen.LoadGenerator;

// Whoever interrupts a run gets the report of what has been.
return await LoadCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
