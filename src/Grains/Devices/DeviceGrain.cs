using AndroidZen.Devices;
using AndroidZen.Grains.Storage;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace AndroidZen.Grains.Devices;

/// <summary>
/// One device. What must not be lost is stored before it is published; samples of metrics are published at once and stored later
/// (<see cref="DeviceOptions.WriteBehindDelay"/>).
/// </summary>
[GrainType("device")]
internal sealed partial class DeviceGrain(
    [PersistentState("device")] IPersistentState<DeviceState> device,
    TimeProvider clock,
    IOptions<DeviceOptions> options,
    ILogger<DeviceGrain> logger)
    : Grain, IDeviceGrain, IRemindable
{
    private IGrainTimer? _writeBehind;
    private bool _isUnsaved;

    private string Id => GrainKeys.ToId(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writeBehind = this.RegisterGrainTimer(WriteBehindAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        ResumeMonitoring();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => WriteBehindAsync(cancellationToken);

    public async Task<PublicationReceipt> ReportStatusAsync(DeviceStatusReport report)
    {
        var now = clock.GetUtcNow();
        var transition = await CommitAsync(device.State.Apply(report, now));
        await PublishTransitionAsync(transition, now);
        var receipt = await PublishAsync(TopicNames.Device(Id), DeviceMessages.Status([Snapshot()], now));
        await TellFleetAsync(transition);
        return receipt;
    }

    public async Task<PublicationReceipt> ReportMetricsAsync(DeviceMetricsReport report)
    {
        var now = clock.GetUtcNow();
        var transition = await RecordSampleAsync(report, now);
        var receipt = await PublishAsync(TopicNames.Metrics(Id), DeviceMessages.LiveMetrics(Id, report.Metrics, now));
        await TellFleetAsync(transition);
        return receipt;
    }

    public async Task<PublicationReceipt> ReportAnalyticsAsync(DeviceMetricsReport report)
    {
        var now = clock.GetUtcNow();
        var transition = await RecordSampleAsync(report, now);
        var receipt = await PublishAsync(TopicNames.Analytics, DeviceMessages.AnalyticsUpdate(Id, report.Metrics, now));
        await TellFleetAsync(transition);
        return receipt;
    }

    public async Task<PublicationReceipt> ReportActionAsync(DeviceActionReport report)
    {
        await CommitAsync(device.State.Apply(report, options.Value.MaxActions));
        return await PublishAsync(TopicNames.Device(Id), DeviceMessages.Action(Id, report, clock.GetUtcNow()));
    }

    public Task<PublicationReceipt> AlertAsync(DeviceAlert alert) =>
        PublishAsync(TopicNames.Device(Id), DeviceMessages.Alert(Id, alert, clock.GetUtcNow()));

    public Task<PublicationReceipt> AlertSecurityAsync(byte[] details) =>
        PublishAsync(TopicNames.Security, DeviceMessages.SecurityAlert(Id, details, clock.GetUtcNow()));

    public Task<PublicationReceipt> CompleteOptimizationAsync(byte[] results) =>
        PublishAsync(TopicNames.Device(Id), DeviceMessages.OptimizationComplete(Id, results, clock.GetUtcNow()));

    public Task<DeviceSnapshot?> GetSnapshotAsync() => Task.FromResult(device.State.IsKnown() ? Snapshot() : null);

    private DeviceSnapshot Snapshot() => device.State.ToSnapshot(Id);

    private Task<PublicationReceipt> PublishAsync(string topic, PublicationDraft draft) =>
        GrainFactory.GetGrain<ISubscriptionGrain>(topic).PublishAsync(draft);

    private async Task<DeviceTransition> CommitAsync(DeviceState next)
    {
        var wasConnected = device.State.IsConnected();
        await device.CommitAsync(next);
        _isUnsaved = false;
        return (wasConnected, next.IsConnected()) switch
        {
            (false, true) => DeviceTransition.Connected,
            (true, false) => DeviceTransition.Disconnected,
            _ => DeviceTransition.None,
        };
    }

    /// <summary>The sample that brings a device back is stored at once; the others wait.</summary>
    private async Task<DeviceTransition> RecordSampleAsync(DeviceMetricsReport report, DateTimeOffset now)
    {
        var next = device.State.Apply(report, now);
        if (!device.State.IsConnected())
        {
            var transition = await CommitAsync(next);
            await PublishTransitionAsync(transition, now);
            return transition;
        }

        device.State = next;
        SaveLater();
        return DeviceTransition.None;
    }

    private async Task PublishTransitionAsync(DeviceTransition transition, DateTimeOffset now)
    {
        if (transition == DeviceTransition.None)
        {
            return;
        }

        if (transition == DeviceTransition.Connected)
        {
            LogDeviceCame(Id);
        }
        else
        {
            LogDeviceWent(Id);
        }

        await PublishAsync(TopicNames.Device(Id), DeviceMessages.Transition(Snapshot(), transition, now));
    }

    private Task TellFleetAsync(DeviceTransition transition) =>
        GrainFactory.GetGrain<IFleetStatusGrain>(0).DeviceChangedAsync(Snapshot(), transition);

    private void SaveLater()
    {
        if (!_isUnsaved)
        {
            _isUnsaved = true;
            _writeBehind!.Change(options.Value.WriteBehindDelay, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task WriteBehindAsync(CancellationToken cancellationToken)
    {
        if (!_isUnsaved)
        {
            return;
        }

        try
        {
            await device.WriteStateAsync(cancellationToken);
            _isUnsaved = false;
        }
        catch (InconsistentStateException exception)
        {
            // Somebody else has written: trying again with the same etag would fail for ever, and what is unsaved here is the older.
            LogSampleOutdated(exception, Id);
            _isUnsaved = false;
            DeactivateOnIdle();
        }
        catch (Exception exception)
        {
            LogWriteBehindFailed(exception, Id);
            _writeBehind!.Change(options.Value.WriteBehindDelay, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(EventIds.DeviceCame, LogLevel.Information, "Device {DeviceId} connected")]
    private partial void LogDeviceCame(string deviceId);

    [LoggerMessage(EventIds.DeviceWent, LogLevel.Information, "Device {DeviceId} disconnected")]
    private partial void LogDeviceWent(string deviceId);

    [LoggerMessage(EventIds.SampleOutdated, LogLevel.Warning, "The metrics of device {DeviceId} are not stored: another activation has stored since")]
    private partial void LogSampleOutdated(Exception exception, string deviceId);

    [LoggerMessage(EventIds.WriteBehindFailed, LogLevel.Error, "The metrics of device {DeviceId} could not be stored; trying again later")]
    private partial void LogWriteBehindFailed(Exception exception, string deviceId);
}
