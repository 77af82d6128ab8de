using AndroidZen.HostAgent.CommandLine;
using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>Reports the machine until it is told to stop: its status first, then a sample every interval, and a goodbye at the end.</summary>
internal sealed class Reporter(
    AgentOptions options,
    HostFacts facts,
    ISampleSource source,
    DeviceApi api,
    AgentConsole console,
    Backoff backoff,
    TimeProvider clock)
{
    private long? _statusAcceptedAt;
    private HostSample? _lastKnown;
    private long? _outageSince;

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        int exitCode;
        try
        {
            exitCode = await ReportAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            exitCode = ExitCodes.Success;
        }

        await SayGoodbyeAsync();
        return exitCode;
    }

    private async Task<int> ReportAsync(CancellationToken stopping)
    {
        source.Read(); // CPU and network are differences: this reading is what the next one differs from
        await Task.Delay(options.WarmUp, clock, stopping);

        var sample = source.Read();
        console.Starting(options, sample);
        for (var accepted = 0; ; sample = source.Read())
        {
            var startedAt = clock.GetTimestamp();
            TimeSpan wait;
            switch (await SendAsync(sample, stopping))
            {
                case SendOutcome.Refused refused:
                    console.Refused(refused, options.Token is not null);
                    return ExitCodes.Refused;
                case SendOutcome.Unavailable unavailable:
                    wait = Fail(unavailable);
                    break;
                default:
                    Recover();
                    console.Sent(sample);
                    if (++accepted == options.Count)
                    {
                        return ExitCodes.Success;
                    }

                    wait = options.Interval - clock.GetElapsedTime(startedAt);
                    break;
            }

            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, stopping);
        }
    }

    private async Task<SendOutcome> SendAsync(HostSample sample, CancellationToken stopping)
    {
        if (_statusAcceptedAt is not { } acceptedAt || clock.GetElapsedTime(acceptedAt) >= options.StatusInterval)
        {
            var report = DeviceStatusReport.From(options.Name, DeviceStatusReport.Connected, facts, sample);
            var outcome = await api.ReportStatusAsync(report, options.RequestTimeout, stopping);
            if (outcome is not SendOutcome.Accepted)
            {
                return outcome;
            }

            _statusAcceptedAt = clock.GetTimestamp();
        }

        _lastKnown = sample;
        return await api.ReportMetricsAsync(LiveMetricsReport.From(options.DeviceId, sample), stopping);
    }

    /// <summary>Samples are not kept for later: what counts is what the machine does when the server is back.</summary>
    private TimeSpan Fail(SendOutcome.Unavailable unavailable)
    {
        if (_outageSince is null)
        {
            _outageSince = clock.GetTimestamp();
            console.Unavailable(options.Server, unavailable.Reason);
        }

        if (unavailable.MayHaveForgotten)
        {
            _statusAcceptedAt = null;
        }

        return backoff.Next(unavailable.RetryAfter);
    }

    private void Recover()
    {
        backoff.Reset();
        if (_outageSince is { } since)
        {
            _outageSince = null;
            console.Back(options.Server, clock.GetElapsedTime(since));
        }
    }

    private async Task SayGoodbyeAsync()
    {
        if (_lastKnown is not { } sample)
        {
            return; // the server has never heard of this device
        }

        var report = DeviceStatusReport.From(options.Name, DeviceStatusReport.Disconnected, facts, sample);
        var outcome = await api.ReportStatusAsync(report, options.StopGrace, CancellationToken.None);
        console.Stopped(outcome is SendOutcome.Accepted);
    }
}
