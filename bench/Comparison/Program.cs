using System.CommandLine;
using AndroidZen.Comparison;
using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Processes;

if (ProcessorAffinity.Cores > 1)
{
    ProcessorAffinity.BindProgram(Cores.Load);
}

// Whoever interrupts a run waits for the round that is under way, and for the end of all processes.
return await ComparisonCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
