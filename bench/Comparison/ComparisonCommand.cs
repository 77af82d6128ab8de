using System.CommandLine;
using AndroidZen.Comparison.Reporting;
using AndroidZen.Load.Reporting;
using AndroidZen.TestKit;

namespace AndroidZen.Comparison;

/// <summary>The command line.</summary>
internal static class ComparisonCommand
{
    public static RootCommand Create()
    {
        var only = new Option<string[]>("--only") { Description = "Which parts to run; all, unless given.", AllowMultipleArgumentsPerToken = true }.AcceptOnlyFromAmong([.. Parts.All]);
        var systems = new Option<string>("--systems") { Description = "Only systems whose names contain this.", DefaultValueFactory = _ => "" };
        var repeats = new Option<int>("--repeats") { Description = "Rounds of each thing, in turns with the others.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a round is measured.", DefaultValueFactory = _ => 5 };
        var warmup = new Option<double>("--warmup") { Description = "Seconds before each round that do not count.", DefaultValueFactory = _ => 2 };
        var accepts = new Option<int>("--accepts") { Description = "Connections that are opened where accepting is measured.", DefaultValueFactory = _ => 3000 };
        var idle = new Option<int>("--idle") { Description = "Connections that are idle where memory is measured.", DefaultValueFactory = _ => 10_000 };
        var output = new Option<string>("--output") { Description = "The file for the figures, as JSON.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "bench", "results", "comparison.json") };
        var command = new RootCommand("Compares one web host of this build with SignalR and with bare WebSockets, on one core of this machine; the load is on another.") { only, systems, repeats, seconds, warmup, accepts, idle, output };
        command.SetAction(async (result, cancellationToken) =>
        {
            var report = await new ComparisonRun(new RunOptions
            {
                Only = result.GetValue(only) is { Length: > 0 } some ? some : Parts.All,
                Systems = result.GetValue(systems)!,
                Repeats = result.GetValue(repeats),
                Duration = TimeSpan.FromSeconds(result.GetValue(seconds)),
                Warmup = TimeSpan.FromSeconds(result.GetValue(warmup)),
                Accepts = result.GetValue(accepts),
                Idle = result.GetValue(idle),
            }, cancellationToken).RunAsync();
            await ReportFile.WriteAsync(report, ReportJson.Default.ComparisonReport, result.GetValue(output)!);
            Console.WriteLine(ReportTable.Write(report));
        });
        return command;
    }
}
