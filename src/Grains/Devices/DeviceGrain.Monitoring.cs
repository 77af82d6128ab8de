using AndroidZen.Devices;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Devices;

/// <summary>Monitoring: all watchers share the fastest interval. The device's agent is told to sample at it, and where no sample comes, the last one is repeated.</summary>
internal sealed partial class DeviceGrain
{
    /// <summary>How much later than asked for a sample may come before the last one is repeated.</summary>
    private const double Patience = 1.25;

    private IGrainTimer? _monitoring;
    private TimeSpan _monitoringInterval;

    public Task<PublicationReceipt> StartMonitoringAsync(MonitoringRequest request, string? idempotencyKey, CancellationToken cancellationToken) => OnceAsync("monitoring", idempotencyKey, async key =>
    {
        var now = clock.GetUtcNow();
        var lease = options.Value.MonitoringLease > 2 * request.Interval ? options.Value.MonitoringLease : 2 * request.Interval;
        await SetMonitorsAsync(device.State.Watch(new MonitoringState(request, now + lease), now, options.Value.MaxWatchers), now);
        LogMonitoringStarted(Id, request.Interval);
        return await PublishAsync(TopicNames.Device(Id), DeviceMessages.MonitoringStarted(Id, request, now), key);
    });

    public async Task<MonitoringRequest?> StopMonitoringAsync(string? watcher, bool all, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await LeaveAsync(device.State.Unwatch(request => all || request.Watcher == watcher, now), now);
        return device.State.Fastest();
    }

    private void ResumeMonitoring()
    {
        var interval = device.State.Fastest()?.Interval ?? TimeSpan.Zero;
        if (interval == _monitoringInterval)
        {
            return; // Those who watch already are not disturbed.
        }

        _monitoring?.Dispose();
        _monitoringInterval = interval;
        _monitoring = interval > TimeSpan.Zero
            ? this.RegisterGrainTimer(RepeatMetricsAsync, new GrainTimerCreationOptions(interval, interval) { KeepAlive = true })
            : null;
    }

    /// <summary>A sample has come: repeating it is not needed before the next is overdue.</summary>
    private void PostponeRepeat() => _monitoring?.Change(Patience * _monitoringInterval, _monitoringInterval);

    private async Task RepeatMetricsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await ForgetWatchersAsync(now);
        if (_monitoring is not null)
        {
            await PublishAsync(TopicNames.Metrics(Id), DeviceMessages.LiveMetrics(Id, device.State.Metrics, now));
        }
    }

    /// <summary>Those whose lease has run out.</summary>
    private Task ForgetWatchersAsync(DateTimeOffset now) => LeaveAsync(device.State.Unwatch(static _ => false, now), now);

    private async Task LeaveAsync(DeviceState next, DateTimeOffset now)
    {
        var wasWatched = device.State.Fastest() is not null;
        if (next.Monitors.Length == device.State.Monitors.Length && device.State.Monitoring is null)
        {
            return;
        }

        await SetMonitorsAsync(next, now);
        if (wasWatched && next.Fastest() is null)
        {
            LogMonitoringEnded(Id);
            await PublishAsync(TopicNames.Device(Id), DeviceMessages.MonitoringEnded(Id, now));
        }
    }

    private async Task SetMonitorsAsync(DeviceState next, DateTimeOffset now)
    {
        var before = device.State.Fastest();
        await CommitAsync(next);
        await KeepUpAsync();
        ResumeMonitoring();
        if (next.Fastest() is var fastest && (fastest?.Interval, fastest?.MonitoringType) != (before?.Interval, before?.MonitoringType))
        {
            await PublishAsync(TopicNames.Agent(Id), DeviceMessages.Sampling(Id, fastest, now));
        }
    }

    [LoggerMessage(EventIds.MonitoringStarted, LogLevel.Information, "Monitoring of device {DeviceId} started, every {Interval}")]
    private partial void LogMonitoringStarted(string deviceId, TimeSpan interval);

    [LoggerMessage(EventIds.MonitoringEnded, LogLevel.Information, "Monitoring of device {DeviceId} ended")]
    private partial void LogMonitoringEnded(string deviceId);
}
