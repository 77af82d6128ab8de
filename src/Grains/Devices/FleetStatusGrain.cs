using AndroidZen.Devices;
using AndroidZen.Topics;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Devices;

/// <inheritdoc cref="IFleetStatusGrain"/>
[GrainType("fleet-status")]
internal sealed class FleetStatusGrain(TimeProvider clock, IOptions<DeviceOptions> options) : Grain, IFleetStatusGrain
{
    private readonly Dictionary<string, DeviceSnapshot> _changed = new(StringComparer.Ordinal);
    private IGrainTimer? _flush;

    private ISubscriptionGrain Topic => GrainFactory.GetGrain<ISubscriptionGrain>(TopicNames.DeviceStatus);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _flush = this.RegisterGrainTimer(FlushAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public async Task DeviceChangedAsync(DeviceSnapshot device, DeviceTransition transition)
    {
        if (_changed.Count == 0)
        {
            _flush!.Change(options.Value.StatusWindow, Timeout.InfiniteTimeSpan);
        }

        _changed[device.DeviceId] = device;
        if (transition != DeviceTransition.None)
        {
            await Topic.PublishAsync(DeviceMessages.Transition(device, transition, clock.GetUtcNow()));
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var devices = _changed.Values.ToList();
        _changed.Clear();
        foreach (var chunk in devices.Chunk(options.Value.MaxDevicesPerMessage))
        {
            await Topic.PublishAsync(DeviceMessages.Status(chunk, clock.GetUtcNow()));
        }
    }
}
