namespace AndroidZen.Devices;

/// <summary>A part of the list of all devices, in storage. Key: a shard of the ids (<see cref="DeviceShard"/>): what changes is written whole.</summary>
[Alias("androidzen.device-roster"), GrainInterfaceType("androidzen.device-roster")]
public interface IDeviceRosterGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a device, or what it is now. Stored when this returns; those that are added at the same time share a write.</summary>
    [Alias("add")]
    Task AddAsync(DeviceSnapshot device);

    /// <summary>As <see cref="AddAsync"/>, for several.</summary>
    [Alias("add-all")]
    Task AddAllAsync(IReadOnlyList<DeviceSnapshot> devices);

    /// <summary>Removes a device. Stored when this returns.</summary>
    [Alias("remove")]
    Task RemoveAsync(string deviceId);

    /// <summary>All devices of the shard, each as it was when it was last stored.</summary>
    [Alias("list")]
    Task<IReadOnlyList<DeviceSnapshot>> ListAsync();
}

/// <summary>How devices are spread over roster grains.</summary>
public static class DeviceShard
{
    /// <summary>Must be the same in every process of a cluster, and for as long as its storage lives.</summary>
    public const int Count = 64;

    /// <summary>The shard of a device's id.</summary>
    public static long Of(string deviceId) => StableHash.Of(deviceId) % Count;
}
