using System.CommandLine;
using AndroidZen.Delivery;
using AndroidZen.Delivery.Idle;

if (args is [SiloWithoutStreams.Command])
{
    await SiloWithoutStreams.RunAsync();
    return 0;
}

// Whoever interrupts a run waits for the round that is under way, and for the end of all processes.
return await DeliveryCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
