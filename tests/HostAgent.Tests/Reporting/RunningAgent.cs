using AndroidZen.HostAgent.CommandLine;
using AndroidZen.HostAgent.Readings;
using AndroidZen.HostAgent.Reporting;

namespace AndroidZen.HostAgent.Tests.Reporting;

/// <summary>A reporter at work against a <see cref="FakeServer"/>, on a clock that stands still.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    public const string StatusLine = "POST http://zen.example/devices/rack%3A4/status";
    public const string MetricsLine = "POST http://zen.example/ws/live-metrics";

    private readonly CancellationTokenSource _stopping = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly DeviceApi _api;
    private readonly Task<int> _run;

    public RunningAgent(FakeServer server, Func<AgentOptions, AgentOptions>? change = null)
    {
        var options = new AgentOptions { Server = new Uri("http://zen.example/"), DeviceId = "rack:4", Name = "Rack 4" };
        Options = change?.Invoke(options) ?? options;
        Server = server;
        _api = new DeviceApi(Options, server, Clock);
        var reporter = new Reporter(
            Options,
            new HostFacts("Debian 12", "6.8.0", "X64", 2),
            new Samples(),
            _api,
            new AgentConsole(_output, _error, Clock),
            new Backoff(Options.FirstRetry, Options.LongestRetry, () => 1),
            Clock);
        _run = reporter.RunAsync(_stopping.Token);
    }

    public AgentOptions Options { get; }

    public FakeServer Server { get; }

    public SignallingClock Clock { get; } = new();

    public string Output => _output.ToString();

    public string Errors => _error.ToString();

    /// <summary>Lets the time between the two first readings pass.</summary>
    public Task WarmUpAsync() => Clock.PassAsync(Options.WarmUp);

    /// <summary>The next request, which must be a status report.</summary>
    public async Task<ReceivedRequest> StatusAsync(string status = "connected")
    {
        var request = await Server.NextAsync();
        Assert.Equal(StatusLine, request.Line);
        Assert.Equal(status, request.Body.GetProperty("status").GetString());
        return request;
    }

    /// <summary>The next request, which must be a sample.</summary>
    public async Task<ReceivedRequest> MetricsAsync()
    {
        var request = await Server.NextAsync();
        Assert.Equal(MetricsLine, request.Line);
        return request;
    }

    public void Stop() => _stopping.Cancel();

    public Task<int> EndAsync() => Within.ReasonAsync(_run, "the agent did not end");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await EndAsync();
        _api.Dispose();
        _stopping.Dispose();
    }
}
