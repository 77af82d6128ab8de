using AndroidZen.Devices;
using AndroidZen.Grains.Topics;
using AndroidZen.Publishing;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Devices;

/// <inheritdoc cref="IFleetStatusGrain"/>
/// <remarks>What it knows is in memory. <see cref="IDeviceRosterGrain"/> has which devices there are, and how they last were; after a silo's death they are asked, a reminder sees to that.</remarks>
[GrainType("fleet-status")]
internal sealed partial class FleetStatusGrain(IClusterMembershipService membership, TimeProvider clock, IOptions<DeviceOptions> options, FleetMetrics metrics, ILogger<FleetStatusGrain> logger)
    : Grain, IFleetStatusGrain, ITopicOwner, IRemindable
{
    private const string SweepReminder = "sweep";

    private static readonly TimeSpan _sweepPeriod = TimeSpan.FromSeconds(1);

    private readonly FleetTable _fleet = new();
    private MembershipVersion _membershipVersion;
    private IGrainTimer? _flush;
    private byte[]? _figures;
    private DateTimeOffset _figuresAt;
    private DateTimeOffset _savedAt;
    private Task _saving = Task.CompletedTask;

    private ISubscriptionGrain Topic => GrainFactory.GetTopic(TopicNames.DeviceStatus);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await LoadAsync();
        _flush = this.RegisterGrainTimer(FlushAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(_sweepPeriod, _sweepPeriod) { KeepAlive = true });
        await this.RegisterOrUpdateReminder(SweepReminder, options.Value.SweepPeriod, options.Value.SweepPeriod, cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Tell(null);
        await FlushAsync(cancellationToken);
        await _saving;
        await SaveAsync();
    }

    public Task TellAsync(FleetChanges changes)
    {
        var hadChanges = _fleet.HasChanges;
        foreach (var device in changes.Devices)
        {
            _fleet.Note(device);
        }

        if (!hadChanges && _fleet.HasChanges)
        {
            _flush!.Change(options.Value.StatusWindow, Timeout.InfiniteTimeSpan);
        }

        // All at once: a region that comes back has many. One that has been removed meanwhile would come back to life for whoever hears of it.
        var now = clock.GetUtcNow();
        var transitions = changes.Transitions.Where(item => !_fleet.IsRemoved(item.Device)).ToList();
        return transitions.Count == 0 ? Task.CompletedTask : Topic.PublishAllAsync([.. transitions.Select(item =>
            DeviceMessages.Transition(item.Device, item.Transition, now) with { IdempotencyKey = $"{item.Transition}/{item.Device.DeviceId}/{(item.Device.ToldAt ?? item.Device.LastSeen)?.UtcTicks}" })]);
    }

    public Task RemoveAsync(string deviceId, DateTimeOffset at)
    {
        _fleet.Remove(deviceId, at);
        return GrainFactory.GetDeviceRoster(deviceId).RemoveAsync(deviceId);
    }

    public Task<DevicePage> ListAsync(DeviceQuery query, CancellationToken cancellationToken) => Task.FromResult(_fleet.List(query));

    public async Task<TopicRead> ReadTopicAsync(string topic, TopicReadRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var read = await Topic.ReadAsync(request, cancellationToken);
        var state = _fleet.Devices.OrderBy(device => device.DeviceId, StringComparer.Ordinal).Chunk(options.Value.MaxDevicesPerMessage).Select(devices => DeviceMessages.Status(devices, now));
        return read.WithState(request, topic, state, now);
    }

    /// <summary>That it has come is all that matters: the grain is there again, and with it its timers.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (_fleet.HasChanges)
        {
            var devices = _fleet.TakeChanges(options.Value.MaxDevicesPerMessage);
            try
            {
                await Topic.PublishAsync(DeviceMessages.Status(devices, clock.GetUtcNow()), cancellationToken);
            }
            catch (Exception exception)
            {
                LogFlushFailed(exception, devices.Count);
                _fleet.PutBackChanges(devices);
                _flush!.Change(options.Value.StatusWindow, Timeout.InfiniteTimeSpan);
                return;
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await LoadAfterMembershipChangeAsync();
        var now = clock.GetUtcNow();
        foreach (var deviceId in _fleet.TakeSilent(now, options.Value.Timeout, options.Value.MaxChecksPerSecond))
        {
            await GrainFactory.GetDevice(deviceId).CheckSilenceAsync(); // One way: nothing is waited for.
        }

        if (options.Value.PerformanceInterval > TimeSpan.Zero && now - _figuresAt >= options.Value.PerformanceInterval)
        {
            _figuresAt = now;
            await PublishFiguresAsync(now, cancellationToken);
        }

        if (now - _savedAt >= options.Value.RosterDelay && _saving.IsCompleted)
        {
            _savedAt = now;
            _saving = SaveAsync(); // Between other turns: a storage that is slow must not keep the fleet from hearing of its devices, and of their silence.
        }
    }

    private async Task LoadAsync()
    {
        var version = membership.CurrentSnapshot.Version;
        var stored = await Task.WhenAll(Enumerable.Range(0, DeviceShard.Count).Select(shard => GrainFactory.GetGrain<IDeviceRosterGrain>(shard).ListAsync()));
        _fleet.Load(stored.SelectMany(devices => devices), clock.GetUtcNow());
        _membershipVersion = version;
    }

    /// <summary>A silo that has died may have taken with it what its devices have said last, and the fleet has not heard: new devices are in the roster, and the others are asked.</summary>
    private async Task LoadAfterMembershipChangeAsync()
    {
        try
        {
            if (membership.CurrentSnapshot.Version != _membershipVersion)
            {
                await LoadAsync();
            }
        }
        catch (Exception exception)
        {
            LogRosterReadFailed(exception);
        }
    }

    /// <summary>Only if they are others than the last: a fleet that sleeps is no news.</summary>
    private async Task PublishFiguresAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var figures = FleetFigures.Of(_fleet.Devices);
        metrics.Tell(figures);
        var json = figures.ToJson();
        if (figures.Total == 0 || json.AsSpan().SequenceEqual(_figures))
        {
            return;
        }

        try
        {
            await GrainFactory.GetTopic(TopicNames.Performance).PublishAsync(PerformanceMessage.Fleet(json, now), cancellationToken);
            _figures = json;
        }
        catch (Exception exception)
        {
            LogFiguresFailed(exception);
        }
    }

    private async Task SaveAsync()
    {
        foreach (var shard in _fleet.TakeUnsaved())
        {
            try
            {
                await GrainFactory.GetGrain<IDeviceRosterGrain>(shard.Key).AddAllAsync(_fleet.AsTheyAre(shard));
            }
            catch (Exception exception)
            {
                LogRosterWriteFailed(exception, shard.Count());
                _fleet.PutBackUnsaved(shard);
            }
        }
    }

    [LoggerMessage(EventIds.FleetFlushFailed, LogLevel.Warning, "The status of {Devices} devices could not be published; trying again")]
    private partial void LogFlushFailed(Exception exception, int devices);

    [LoggerMessage(EventIds.FiguresFailed, LogLevel.Warning, "The fleet's figures could not be published; the next will be")]
    private partial void LogFiguresFailed(Exception exception);

    [LoggerMessage(EventIds.RosterReadFailed, LogLevel.Warning, "The list of all devices could not be read after a silo came or went; trying again")]
    private partial void LogRosterReadFailed(Exception exception);

    [LoggerMessage(EventIds.RosterWriteFailed, LogLevel.Warning, "The status of {Devices} devices could not be stored; trying again")]
    private partial void LogRosterWriteFailed(Exception exception, int devices);
}
