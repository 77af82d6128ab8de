using AndroidZen.Devices;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Devices;

/// <summary>Monitoring: a timer publishes the metrics, and a reminder brings the timer back when its silo has died.</summary>
internal sealed partial class DeviceGrain
{
    private const string MonitoringReminder = "monitoring";

    private static readonly TimeSpan _monitoringCheck = TimeSpan.FromMinutes(1);

    private IGrainTimer? _monitoring;

    public Task<PublicationReceipt> StartMonitoringAsync(MonitoringRequest request, string? idempotencyKey, CancellationToken cancellationToken) => OnceAsync("monitoring", idempotencyKey, async key =>
    {
        var now = clock.GetUtcNow();
        var lease = options.Value.MonitoringLease > 2 * request.Interval ? options.Value.MonitoringLease : 2 * request.Interval;
        await CommitAsync(device.State with { Monitoring = new MonitoringState(request, now + lease) });
        await this.RegisterOrUpdateReminder(MonitoringReminder, _monitoringCheck, _monitoringCheck, CancellationToken.None);
        ResumeMonitoring();
        LogMonitoringStarted(Id, request.Interval);
        return await PublishAsync(TopicNames.Device(Id), DeviceMessages.MonitoringStarted(Id, request, now), key);
    });

    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        device.State.Monitoring is { } monitoring && monitoring.Until > clock.GetUtcNow() ? Task.CompletedTask : EndMonitoringAsync();

    private void ResumeMonitoring()
    {
        _monitoring?.Dispose();
        _monitoring = device.State.Monitoring is { } monitoring
            ? this.RegisterGrainTimer(
                PublishMonitoredMetricsAsync,
                new GrainTimerCreationOptions(monitoring.Request.Interval, monitoring.Request.Interval) { KeepAlive = true })
            : null;
    }

    private Task PublishMonitoredMetricsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return device.State.Monitoring is { } monitoring && monitoring.Until > now
            ? PublishAsync(TopicNames.Metrics(Id), DeviceMessages.LiveMetrics(Id, device.State.Metrics, now))
            : EndMonitoringAsync();
    }

    private async Task EndMonitoringAsync()
    {
        _monitoring?.Dispose();
        _monitoring = null;
        if (await this.GetReminder(MonitoringReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        if (device.State.Monitoring is not null)
        {
            await CommitAsync(device.State with { Monitoring = null });
            LogMonitoringEnded(Id);
        }
    }

    [LoggerMessage(EventIds.MonitoringStarted, LogLevel.Information, "Monitoring of device {DeviceId} started, every {Interval}")]
    private partial void LogMonitoringStarted(string deviceId, TimeSpan interval);

    [LoggerMessage(EventIds.MonitoringEnded, LogLevel.Information, "Monitoring of device {DeviceId} ended")]
    private partial void LogMonitoringEnded(string deviceId);
}
