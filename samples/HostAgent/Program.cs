using System.Runtime.InteropServices;
using AndroidZen.HostAgent;
using AndroidZen.HostAgent.CommandLine;
using AndroidZen.HostAgent.Readings;
using AndroidZen.HostAgent.Reporting;

var parsed = CommandLineParser.Parse(args, Environment.GetEnvironmentVariable, Environment.MachineName);
if (parsed.Options is not { } options)
{
    await (parsed.ExitCode == ExitCodes.Success ? Console.Out : Console.Error).WriteLineAsync(parsed.Text);
    return parsed.ExitCode;
}

using var stopping = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var clock = TimeProvider.System;
var files = SystemFiles.OfThisMachine;
using var api = new DeviceApi(options, DeviceApi.CreateHandler(options), clock);
var reporter = new Reporter(
    options,
    HostFacts.Read(files),
    new HostReader(files, clock),
    api,
    new AgentConsole(Console.Out, Console.Error, clock),
    new Backoff(options.FirstRetry, options.LongestRetry, Random.Shared.NextDouble),
    clock);
return await reporter.RunAsync(stopping.Token);

void Stop(PosixSignalContext signal)
{
    // The first signal ends the loop, so that the server hears of it; a second one ends the process at once.
    signal.Cancel = !stopping.IsCancellationRequested;
    stopping.Cancel();
}
