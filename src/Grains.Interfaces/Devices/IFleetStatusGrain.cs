
namespace AndroidZen.Devices;

/// <summary>
/// All devices as they last were: publishes those that changed in a short window as one <c>device_status</c>, and the figures of all of them; lists them, and notices which have gone silent. One
/// grain; key 0.
/// </summary>
[Alias("androidzen.fleet-status"), GrainInterfaceType("androidzen.fleet-status")]
public interface IFleetStatusGrain : IGrainWithIntegerKey
{
    /// <summary>Notes changes, each device with its last state; comings and goings are published at once. What fails may be told again: it is published once.</summary>
    [Alias("tell")]
    Task TellAsync(FleetChanges changes);

    /// <summary>Forgets a device, durably; reports of it from before <paramref name="at"/>, which may still come, do not bring it back.</summary>
    [Alias("remove")]
    Task RemoveAsync(string deviceId, DateTimeOffset at);

    /// <summary>A page of the devices.</summary>
    [Alias("list")]
    Task<DevicePage> ListAsync(DeviceQuery query, CancellationToken cancellationToken = default);
}

/// <summary>What has changed on a silo since the fleet was last told.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.fleet-changes")]
public sealed record FleetChanges
{
    /// <summary>Each device once.</summary>
    [Id(0)] public required IReadOnlyList<DeviceSnapshot> Devices { get; init; }

    /// <summary>Comings and goings, in their order.</summary>
    [Id(1)] public IReadOnlyList<FleetTransition> Transitions { get; init; } = [];
}

/// <summary>A device has come or gone.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.fleet-transition")]
public readonly record struct FleetTransition([property: Id(0)] DeviceSnapshot Device, [property: Id(1)] DeviceTransition Transition);

/// <summary>Whether a change is a device's coming or going.</summary>
[GenerateSerializer, Alias("androidzen.device-transition")]
public enum DeviceTransition
{
    /// <summary>Neither.</summary>
    None = 0,

    /// <summary>It was not connected and now is.</summary>
    Connected = 1,

    /// <summary>It was connected and now is not.</summary>
    Disconnected = 2,
}
