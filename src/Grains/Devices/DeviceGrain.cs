using AndroidZen.Devices;
using AndroidZen.Grains.Publishing;
using AndroidZen.Grains.Topics;
using AndroidZen.Protocol;
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
    FleetReporter fleet,
    TimeProvider clock,
    IOptions<DeviceOptions> options,
    IOptions<TopicOptions> topics,
    ILogger<DeviceGrain> logger)
    : Grain, IDeviceGrain, ITopicOwner, IRemindable
{
    private readonly RepeatWindow<PublicationReceipt> _repeats = new(topics.Value.IdempotencyKeys, topics.Value.IdempotencyWindow);
    private IGrainTimer? _writeBehind;
    private bool _isUnsaved;

    private string Id => GrainKeys.ToId(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writeBehind = this.RegisterGrainTimer(WriteBehindAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _actionTimeout = this.RegisterGrainTimer(FailSilentActionsAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        ResumeMonitoring();
        AwaitActions();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => WriteBehindAsync(cancellationToken);

    public Task<PublicationReceipt> ReportStatusAsync(DeviceStatusReport report, string? idempotencyKey, CancellationToken cancellationToken) => OnceAsync("status", idempotencyKey, async key =>
    {
        var now = clock.GetUtcNow();
        await CommitAsync(device.State.Apply(report, now));
        var receipt = await TellStatusAsync(now, key);
        fleet.Add(FleetSnapshot());
        return receipt;
    });

    public Task<PublicationReceipt> ReportMetricsAsync(DeviceMetricsReport report, string? idempotencyKey, CancellationToken cancellationToken) => OnceAsync("metrics", idempotencyKey, async key =>
    {
        var now = clock.GetUtcNow();
        await RecordSampleAsync(report, now);
        var receipt = await PublishAsync(TopicNames.Metrics(Id), DeviceMessages.LiveMetrics(Id, report.Metrics, now), key);
        PostponeRepeat();
        fleet.Add(FleetSnapshot());
        return receipt;
    });

    public Task<PublicationReceipt> ReportAnalyticsAsync(DeviceMetricsReport report, string? idempotencyKey, CancellationToken cancellationToken) => OnceAsync("analytics", idempotencyKey, async key =>
    {
        var now = clock.GetUtcNow();
        await RecordSampleAsync(report, now);
        var receipt = await PublishAsync(TopicNames.Analytics, DeviceMessages.AnalyticsUpdate(Id, report.Metrics, now), key);
        fleet.Add(FleetSnapshot());
        return receipt;
    });

    public Task<PublicationReceipt> AlertAsync(DeviceAlert alert, string? idempotencyKey, CancellationToken cancellationToken) =>
        OnceAsync("alert", idempotencyKey, key => PublishAsync(TopicNames.Device(Id), DeviceMessages.Alert(Id, alert, clock.GetUtcNow()), key));

    public Task<PublicationReceipt> AlertSecurityAsync(byte[] details, string? idempotencyKey, CancellationToken cancellationToken) =>
        OnceAsync("security", idempotencyKey, _ => GrainFactory.GetAlerts().RaiseAsync(Id, details, idempotencyKey, CancellationToken.None));

    public Task<PublicationReceipt> CompleteOptimizationAsync(byte[] results, string? idempotencyKey, CancellationToken cancellationToken) =>
        OnceAsync("optimization", idempotencyKey, key => PublishAsync(TopicNames.Device(Id), DeviceMessages.OptimizationComplete(Id, results, clock.GetUtcNow()), key));

    public async Task<TopicRead> ReadTopicAsync(string topic, TopicReadRequest request, CancellationToken cancellationToken)
    {
        // Nothing of this grain's is on its way to the topic: this is a turn of its own.
        var read = await GrainFactory.GetTopic(topic).ReadAsync(request, cancellationToken);
        var now = clock.GetUtcNow();

        // The twin has it all. The latest actions come once more as they were published; the latest status does not: readings may be newer than that.
        return read.WithState(request, topic, StateOn(topic, now), now, latest => topic == TopicNames.Device(Id) && latest.Type == MessageTypes.DeviceAction);
    }

    public Task<DeviceSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken) => Task.FromResult(device.State.IsKnown() ? Snapshot() : null);

    /// <summary>What whoever opens the topic must know.</summary>
    private IEnumerable<PublicationDraft> StateOn(string topic, DateTimeOffset now)
    {
        if (topic == TopicNames.Agent(Id))
        {
            return device.State.Actions.Where(action => action.Deadline() is not null).Select(action => DeviceMessages.Action(Id, action, action.UpdatedAt ?? now))
                .Append(DeviceMessages.Sampling(Id, device.State.Fastest(), now));
        }

        if (topic == TopicNames.Device(Id))
        {
            return device.State.IsKnown() ? [DeviceMessages.Twin(Snapshot(), now)] : [];
        }

        return device.State.Metrics is null ? [] : [DeviceMessages.AllMetrics(Snapshot())];
    }

    private DeviceSnapshot Snapshot() => device.State.ToSnapshot(Id);

    /// <summary>What is stored is also told, so nothing is cancelled that has begun. The key goes on to the topic: a durable one knows it when this grain has died.</summary>
    private Task<PublicationReceipt> PublishAsync(string topic, PublicationDraft draft, string? idempotencyKey = null) =>
        GrainFactory.GetTopic(topic).PublishAsync(draft with { IdempotencyKey = idempotencyKey });

    /// <summary>Each kind of report has keys of its own, also on a topic that many devices share. A device's id may have a colon in it, but no slash.</summary>
    private Task<PublicationReceipt> OnceAsync(string kind, string? idempotencyKey, Func<string?, Task<PublicationReceipt>> publish)
    {
        var key = KeyOf(kind, idempotencyKey);
        return _repeats.OnceAsync(key, clock, () => publish(key));
    }

    private string? KeyOf(string kind, string? idempotencyKey) => idempotencyKey is null ? null : $"{kind}/{Id}/{idempotencyKey}";

    private void SaveLater()
    {
        if (!_isUnsaved)
        {
            _isUnsaved = true;
            _writeBehind!.Change(options.Value.UntilWriteBehind(this.GetGrainId(), clock.GetUtcNow()), Timeout.InfiniteTimeSpan);
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

    [LoggerMessage(EventIds.SampleOutdated, LogLevel.Warning, "The metrics of device {DeviceId} are not stored: another activation has stored since")]
    private partial void LogSampleOutdated(Exception exception, string deviceId);

    [LoggerMessage(EventIds.WriteBehindFailed, LogLevel.Error, "The metrics of device {DeviceId} could not be stored; trying again later")]
    private partial void LogWriteBehindFailed(Exception exception, string deviceId);
}
