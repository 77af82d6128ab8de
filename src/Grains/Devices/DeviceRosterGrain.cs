using System.Collections.Immutable;
using AndroidZen.Devices;
using AndroidZen.Grains.Storage;
using Orleans.Concurrency;

namespace AndroidZen.Grains.Devices;

/// <inheritdoc cref="IDeviceRosterGrain"/>
/// <remarks>Reentrant: while one write is under way, changes gather for the next.</remarks>
[GrainType("device-roster"), Reentrant]
internal sealed class DeviceRosterGrain([PersistentState("roster")] IPersistentState<DeviceRosterState> roster) : Grain, IDeviceRosterGrain
{
    private readonly GatheredWrite _write = new(roster.WriteStateAsync);

    public Task AddAsync(DeviceSnapshot device) => AddAllAsync([device]);

    public Task AddAllAsync(IReadOnlyList<DeviceSnapshot> devices)
    {
        roster.State = new DeviceRosterState { Devices = roster.State.Devices.SetItems(devices.Select(device => KeyValuePair.Create(device.DeviceId, device))) };
        return _write.RunAsync();
    }

    public Task RemoveAsync(string deviceId)
    {
        roster.State = new DeviceRosterState { Devices = roster.State.Devices.Remove(deviceId) };
        return _write.RunAsync();
    }

    public Task<IReadOnlyList<DeviceSnapshot>> ListAsync() => Task.FromResult<IReadOnlyList<DeviceSnapshot>>([.. roster.State.Devices.Values]);
}

/// <summary>What is stored of a shard.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-roster-state")]
public sealed record DeviceRosterState
{
    [Id(0)] public ImmutableDictionary<string, DeviceSnapshot> Devices { get; init; } = ImmutableDictionary<string, DeviceSnapshot>.Empty;
}
