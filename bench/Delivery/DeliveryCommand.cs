using System.CommandLine;
using AndroidZen.Delivery.Reporting;
using AndroidZen.Load.Reporting;
using AndroidZen.TestKit;

namespace AndroidZen.Delivery;

/// <summary>The command line.</summary>
internal static class DeliveryCommand
{
    public static RootCommand Create()
    {
        var only = new Option<string[]>("--only") { Description = "Which parts to run; all, unless given.", AllowMultipleArgumentsPerToken = true }.AcceptOnlyFromAmong([.. Parts.All]);
        var routes = new Option<string>("--routes") { Description = "Only routes whose names contain this.", DefaultValueFactory = _ => "" };
        var repeats = new Option<int>("--repeats") { Description = "Rounds of each thing, in turns with the others.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a round of latency or throughput is measured.", DefaultValueFactory = _ => 6 };
        var warmup = new Option<double>("--warmup") { Description = "Seconds before each round that do not count.", DefaultValueFactory = _ => 2 };
        var idleSeconds = new Option<double>("--idle-seconds") { Description = "How long a round of idling is measured.", DefaultValueFactory = _ => 20 };
        var rate = new Option<int>("--rate") { Description = "Publications per second where latency is measured.", DefaultValueFactory = _ => 1000 };
        var output = new Option<string>("--output") { Description = "The file for the figures, as JSON.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "bench", "results", "delivery.json") };
        var command = new RootCommand("Measures how publications of this build reach sockets, beside other ways to do it, on this machine.") { only, routes, repeats, seconds, warmup, idleSeconds, rate, output };
        command.SetAction(async (result, cancellationToken) =>
        {
            var report = await DeliveryRun.RunAsync(new RunOptions
            {
                Only = result.GetValue(only) is { Length: > 0 } some ? some : Parts.All,
                Routes = result.GetValue(routes)!,
                Repeats = result.GetValue(repeats),
                Duration = TimeSpan.FromSeconds(result.GetValue(seconds)),
                Warmup = TimeSpan.FromSeconds(result.GetValue(warmup)),
                IdleDuration = TimeSpan.FromSeconds(result.GetValue(idleSeconds)),
                Rate = result.GetValue(rate),
            }, cancellationToken);
            await ReportFile.WriteAsync(report, ReportJson.Default.DeliveryReport, result.GetValue(output)!);
            Console.WriteLine(ReportTable.Write(report));
        });
        return command;
    }
}
