using System.CommandLine;
using AndroidZen.DeviceSimulator.Reporting;
using AndroidZen.DeviceSimulator.Servers;
using AndroidZen.Load.Reporting;
using AndroidZen.Load.Sockets;

namespace AndroidZen.DeviceSimulator;

/// <summary>The command line.</summary>
internal static class SimulatorCommand
{
    private const int NotClean = 1;

    /// <summary>Seconds; the server's own default, and what half a run has room for.</summary>
    private const double LongTimeout = 120;
    private const double ShortTimeout = 20;

    public static RootCommand Create()
    {
        var server = new Option<Uri?>("--server") { Description = "A server that runs.", CustomParser = result => new Uri(result.Tokens[0].Value) };
        var signingKey = new Option<string?>("--signing-key") { Description = "Its Auth:SigningKey: the devices' tokens are made here." };
        var processId = new Option<int?>("--pid") { Description = "Its process, for its processor time and memory." };
        var database = new Option<string?>("--database") { Description = "Its androidzen.db, for what it stores." };
        var start = new Option<bool>("--start") { Description = "Starts a web host of this build, on one core; the devices have another. It is stopped at the end." };
        var devices = new Option<int>("--devices") { Description = "How many devices.", DefaultValueFactory = _ => 1000 };
        var interval = new Option<double>("--interval") { Description = "Seconds between two reports of a device.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Seconds that are measured.", DefaultValueFactory = _ => 60 };
        var warmup = new Option<double>("--warmup") { Description = "Seconds of reports before that.", DefaultValueFactory = _ => 10 };
        var via = new Option<string>("--via") { Description = "How reports come: over a socket of each device, or in a back end's batches.", DefaultValueFactory = _ => Ways.Sockets }.AcceptOnlyFromAmong(Ways.Sockets, Ways.Batch);
        var batchSize = new Option<int>("--batch-size") { Description = "Samples in a batch, 1 to 1000.", DefaultValueFactory = _ => 100 };
        var watched = new Option<int>("--watched") { Description = "Of how many devices the metrics are watched.", DefaultValueFactory = _ => 20 };
        var silence = new Option<double>("--silence") { Description = "The fraction of devices that goes silent at half time, without a word.", DefaultValueFactory = _ => 0 };
        var deviceTimeout = new Option<double?>("--device-timeout") { Description = "Devices:Timeout in seconds: set with --start (120, with --silence 20, unless given); of a server that runs, what it has." };
        var output = new Option<string?>("--output") { Description = "A file for the figures, as JSON." };
        var command = new RootCommand("Simulates a fleet of devices that report to a server of the platform, and says what came of it. Linux; http.")
        {
            server, signingKey, processId, database, start, devices, interval, seconds, warmup, via, batchSize, watched, silence, deviceTimeout, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(start) == (result.GetValue(server) is not null))
            {
                result.AddError("Either --start or --server is needed.");
            }
            else if (result.GetValue(server) is not null && result.GetValue(signingKey) is null)
            {
                result.AddError("--server needs --signing-key.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new SimulatorOptions
            {
                Devices = result.GetValue(devices),
                Interval = TimeSpan.FromSeconds(result.GetValue(interval)),
                Duration = TimeSpan.FromSeconds(result.GetValue(seconds)),
                Warmup = TimeSpan.FromSeconds(result.GetValue(warmup)),
                Via = result.GetValue(via)!,
                BatchSize = result.GetValue(batchSize),
                Watched = Math.Min(result.GetValue(watched), result.GetValue(devices)),
                Silence = result.GetValue(silence),
                DeviceTimeout = TimeSpan.FromSeconds(result.GetValue(deviceTimeout) ?? (result.GetValue(silence) > 0 ? ShortTimeout : LongTimeout)),
            };
            if (result.GetValue(start))
            {
                StartedServer.LeaveCore();
            }

            await using IServer target = result.GetValue(server) is { } url
                ? new RunningServer(await ServerAddress.ResolveAsync(url, cancellationToken), result.GetValue(signingKey)!, result.GetValue(processId), result.GetValue(database))
                : await StartedServer.StartAsync(options.DeviceTimeout);
            var report = await Simulation.RunAsync(options, target, cancellationToken);
            Console.WriteLine(SimulationReportText.Write(report));
            if (result.GetValue(output) is { } path)
            {
                await ReportFile.WriteAsync(report, SimulationReportJson.Default.SimulationReport, path);
            }

            return report.IsClean ? 0 : NotClean;
        });
        return command;
    }
}
