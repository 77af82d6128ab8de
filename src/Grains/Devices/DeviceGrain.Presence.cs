using AndroidZen.Devices;
using AndroidZen.Grains.Storage;
using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Devices;

/// <summary>Coming and going: with what the device says, with the sockets of its agent, and with its silence.</summary>
internal sealed partial class DeviceGrain
{
    private readonly InterestTable _agents = new();
    private readonly List<string> _agentGateways = [];
    private DeviceTransition _untold;
    private string? _untoldKey;

    public async Task SetAgentsAsync(DeviceAgents agents, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        _agents.Set(new GatewayInterest { Gateway = agents.Gateway, Connections = agents.Connections, Lease = agents.Lease, Version = agents.Version }, now);
        if (agents.Connections > 0)
        {
            await HearAsync(agents.LastHeard < now ? agents.LastHeard : now, now);
        }
        else if (_agents.CollectGateways(now, _agentGateways) == 0 && device.State.IsConnected())
        {
            await DisconnectAsync(now);
        }
    }

    public async Task CheckSilenceAsync()
    {
        var now = clock.GetUtcNow();
        if (!device.State.IsKnown())
        {
            await GrainFactory.GetFleetStatus().RemoveAsync(Id, now);
        }
        else if (device.State.IsConnected() && device.State.LastSeen + options.Value.Timeout <= now)
        {
            await DisconnectAsync(now);
        }
        else
        {
            fleet.Add(FleetSnapshot() with { IsOnlyHeard = true });
        }
    }

    public async Task<bool> RemoveAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var wasKnown = device.State.IsKnown();
        var last = Snapshot() with { Status = DeviceStatus.Removed, LastSeen = now };

        // The roster first: what is in it still is asked, and tells that there is no such device.
        await GrainFactory.GetFleetStatus().RemoveAsync(Id, now);
        await device.ClearStateAsync(CancellationToken.None);
        device.State = new DeviceState();
        (_isUnsaved, _untold) = (false, DeviceTransition.None);
        ResumeMonitoring();
        await KeepUpAsync();
        if (wasKnown)
        {
            await PublishAsync(TopicNames.Device(Id), DeviceMessages.Transition(last, DeviceTransition.Disconnected, now));
            await GrainFactory.GetTopic(TopicNames.DeviceStatus).PublishAsync(DeviceMessages.Transition(last, DeviceTransition.Disconnected, now), CancellationToken.None);
            LogDeviceRemoved(Id);
        }

        return wasKnown;
    }

    /// <summary>A sign of life that says nothing else.</summary>
    private async Task HearAsync(DateTimeOffset at, DateTimeOffset now)
    {
        if (at <= device.State.LastSeen || at + options.Value.Timeout <= now)
        {
            return; // Its socket is still there, but nothing has come through it.
        }

        var next = device.State.Hear(at);
        if (!device.State.IsConnected())
        {
            await CommitAsync(next);
            await TellStatusAsync(now);
            fleet.Add(FleetSnapshot());
        }
        else
        {
            device.State = next;
            SaveLater();
            fleet.Add(FleetSnapshot() with { IsOnlyHeard = true });
        }
    }

    private async Task DisconnectAsync(DateTimeOffset now)
    {
        await CommitAsync(device.State with { Status = DeviceStatus.Disconnected });
        await TellStatusAsync(now);
        fleet.Add(FleetSnapshot());
    }

    /// <summary>Stores the next state. Before the first, the fleet's roster has the device, so that none is stored that nobody would find.</summary>
    private async Task CommitAsync(DeviceState next)
    {
        if (next.LastSeen is not null && !next.IsListed)
        {
            await GrainFactory.GetDeviceRoster(Id).AddAsync(FleetSnapshotOf(next));
            next = next with { IsListed = true };
        }

        var wasConnected = device.State.IsConnected();
        await device.CommitAsync(next);
        _isUnsaved = false;
        if (wasConnected != next.IsConnected())
        {
            _untold = wasConnected ? DeviceTransition.Disconnected : DeviceTransition.Connected;
            _untoldKey = KeyOf("transition", $"{Guid.NewGuid():N}"); // Whether it was told is not known when the call for it has failed.
        }
    }

    /// <summary>The sample that brings a device back is stored at once; the others wait.</summary>
    private async Task RecordSampleAsync(DeviceMetricsReport report, DateTimeOffset now)
    {
        var next = device.State.Apply(report, now, options.Value.MaxOlderMetricsBytes);
        if (device.State.IsConnected())
        {
            device.State = next;
            SaveLater();
        }
        else
        {
            await CommitAsync(next);
        }

        if (_untold != DeviceTransition.None)
        {
            await TellStatusAsync(now);
        }
    }

    /// <summary>Publishes what is known of the device, behind its coming or going if that has not been told; if it fails, the next report tells it.</summary>
    private async Task<PublicationReceipt> TellStatusAsync(DateTimeOffset now, string? idempotencyKey = null)
    {
        var status = DeviceMessages.OwnStatus(Snapshot(), now);
        if (_untold == DeviceTransition.None)
        {
            return await PublishAsync(TopicNames.Device(Id), status, idempotencyKey);
        }

        var transition = DeviceMessages.Transition(Snapshot(), _untold, now) with { IdempotencyKey = _untoldKey };
        var receipts = await GrainFactory.GetTopic(TopicNames.Device(Id)).PublishAllAsync([transition, status with { IdempotencyKey = idempotencyKey }], CancellationToken.None);
        fleet.Add(FleetSnapshot(), _untold);
        if (_untold == DeviceTransition.Connected)
        {
            LogDeviceCame(Id);
        }
        else
        {
            LogDeviceWent(Id);
        }

        _untold = DeviceTransition.None;
        return receipts[^1];
    }

    /// <summary>What the fleet's watchers see of it.</summary>
    private DeviceSnapshot FleetSnapshot() => FleetSnapshotOf(device.State);

    private DeviceSnapshot FleetSnapshotOf(DeviceState state) => state.ToSnapshot(Id) with { Metrics = null, MetricsAt = null, OlderMetrics = [], Actions = [], Monitoring = null, ToldAt = clock.GetUtcNow() };

    [LoggerMessage(EventIds.DeviceCame, LogLevel.Information, "Device {DeviceId} connected")]
    private partial void LogDeviceCame(string deviceId);

    [LoggerMessage(EventIds.DeviceWent, LogLevel.Information, "Device {DeviceId} disconnected")]
    private partial void LogDeviceWent(string deviceId);

    [LoggerMessage(EventIds.DeviceRemoved, LogLevel.Information, "Device {DeviceId} removed")]
    private partial void LogDeviceRemoved(string deviceId);
}
