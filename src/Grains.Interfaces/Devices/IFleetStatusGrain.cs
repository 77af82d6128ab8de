using Orleans.Concurrency;

namespace AndroidZen.Devices;

/// <summary>
/// All devices as they last were: publishes those that changed in a short window as one <c>device_status</c>, and the figures of all of them; lists them, and notices which have gone silent. One
/// grain; key 0.
/// </summary>
[Alias("androidzen.fleet-status"), GrainInterfaceType("androidzen.fleet-status")]
public interface IFleetStatusGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Notes a change; a coming or going is published at once. A device that changes several times in a window is told once, with its last state.
    /// One way: a device's report never waits for the fleet, nor fails with it.
    /// </summary>
    [Alias("device-changed"), OneWay]
    Task DeviceChangedAsync(DeviceSnapshot device, DeviceTransition transition);

    /// <summary>Notes changes of devices that have neither come nor gone.</summary>
    [Alias("devices-changed")]
    Task DevicesChangedAsync(IReadOnlyList<DeviceSnapshot> devices);

    /// <summary>Forgets a device, durably; reports of it from before <paramref name="at"/>, which may still come, do not bring it back.</summary>
    [Alias("remove")]
    Task RemoveAsync(string deviceId, DateTimeOffset at);

    /// <summary>A page of the devices.</summary>
    [Alias("list")]
    Task<DevicePage> ListAsync(DeviceQuery query, CancellationToken cancellationToken = default);
}

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
