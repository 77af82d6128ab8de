using AndroidZen.Devices;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Devices;

/// <inheritdoc cref="IFleetStatusGrain"/>
[GrainType("fleet-status")]
internal sealed partial class FleetStatusGrain(TimeProvider clock, IOptions<DeviceOptions> options, ILogger<FleetStatusGrain> logger) : Grain, IFleetStatusGrain
{
    private readonly Dictionary<string, DeviceSnapshot> _changed = new(StringComparer.Ordinal);
    private Dictionary<string, DateTimeOffset?> _lastSeenWhenTold = new(StringComparer.Ordinal);
    private IGrainTimer? _flush;

    private ISubscriptionGrain Topic => GrainFactory.GetTopic(TopicNames.DeviceStatus);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _flush = this.RegisterGrainTimer(FlushAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public async Task DeviceChangedAsync(DeviceSnapshot device, DeviceTransition transition)
    {
        Note(device);
        if (transition != DeviceTransition.None)
        {
            await Topic.PublishAsync(DeviceMessages.Transition(device, transition, clock.GetUtcNow()));
        }
    }

    public Task DevicesChangedAsync(IReadOnlyList<DeviceSnapshot> devices)
    {
        foreach (var device in devices)
        {
            Note(device);
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    /// <summary>Calls may overtake each other, within a window and from one to the next: what is older than what is known is left out.</summary>
    private void Note(DeviceSnapshot device)
    {
        if (_changed.Count == 0)
        {
            _flush!.Change(options.Value.StatusWindow, Timeout.InfiniteTimeSpan);
        }

        var known = _changed.TryGetValue(device.DeviceId, out var changed) ? changed.LastSeen : _lastSeenWhenTold.GetValueOrDefault(device.DeviceId);
        if (!(known > device.LastSeen))
        {
            _changed[device.DeviceId] = device;
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var devices = _changed.Values.ToList();
        _changed.Clear();
        _lastSeenWhenTold = devices.ToDictionary(device => device.DeviceId, device => device.LastSeen, StringComparer.Ordinal);
        try
        {
            foreach (var chunk in devices.ToArray().Chunk(options.Value.MaxDevicesPerMessage))
            {
                await Topic.PublishAsync(DeviceMessages.Status(chunk, clock.GetUtcNow()), cancellationToken);
                devices.RemoveRange(0, chunk.Length);
            }
        }
        catch (Exception exception)
        {
            LogFlushFailed(exception, devices.Count);
            devices.ForEach(device => _changed.TryAdd(device.DeviceId, device)); // What has changed again since is newer.
            _flush!.Change(options.Value.StatusWindow, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(EventIds.FleetFlushFailed, LogLevel.Warning, "The status of {Devices} devices could not be published; trying again")]
    private partial void LogFlushFailed(Exception exception, int devices);
}
