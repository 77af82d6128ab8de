namespace AndroidZen.Devices;

/// <summary>Which devices of the fleet are wanted, and in which order.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-query")]
public sealed record DeviceQuery
{
    /// <summary>The most devices that one answer has.</summary>
    public const int MaxLimit = 500;

    /// <summary>Only those with this status.</summary>
    [Id(0)] public string? Status { get; init; }

    [Id(1)] public DeviceOrder Order { get; init; }

    [Id(2)] public bool Descending { get; init; }

    /// <summary>Only those behind this place in that order: the last of the page before.</summary>
    [Id(3)] public DevicePlace? After { get; init; }

    /// <summary>How many at most; 1 to <see cref="MaxLimit"/>.</summary>
    [Id(4)] public int Limit { get; init; } = 100;
}

/// <summary>What devices are ordered by; those that are alike in it, by their id.</summary>
[GenerateSerializer, Alias("androidzen.device-order")]
public enum DeviceOrder
{
    Id = 0,
    Name = 1,
    Status = 2,
    LastSeen = 3,
    BatteryLevel = 4,
    CpuUsage = 5,
    MemoryUsage = 6,
    StorageUsage = 7,
}

/// <summary>A device's place in an order.</summary>
/// <param name="Number">What numbers are ordered by; a device that has none comes before all others.</param>
/// <param name="Text">What texts are ordered by.</param>
/// <param name="DeviceId">Decides between devices that are alike.</param>
[GenerateSerializer, Immutable, Alias("androidzen.device-place")]
public readonly record struct DevicePlace([property: Id(0)] double Number, [property: Id(1)] string Text, [property: Id(2)] string DeviceId)
{
    /// <summary>Where the device stands.</summary>
    public static DevicePlace Of(DeviceSnapshot device, DeviceOrder order)
    {
        ArgumentNullException.ThrowIfNull(device);
        return order switch
        {
            DeviceOrder.Id => new(0, "", device.DeviceId),
            DeviceOrder.Name => new(0, device.Name, device.DeviceId),
            DeviceOrder.Status => new(0, device.Status, device.DeviceId),
            DeviceOrder.LastSeen => new(device.LastSeen?.ToUnixTimeMilliseconds() ?? -1, "", device.DeviceId),
            DeviceOrder.BatteryLevel => new(device.Readings.BatteryLevel ?? -1, "", device.DeviceId),
            DeviceOrder.CpuUsage => new(device.Readings.CpuUsage ?? -1, "", device.DeviceId),
            DeviceOrder.MemoryUsage => new(device.Readings.MemoryUsage ?? -1, "", device.DeviceId),
            DeviceOrder.StorageUsage => new(device.Readings.StorageUsage ?? -1, "", device.DeviceId),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };
    }

    /// <summary>By number, then text, then id; texts by their UTF-16 code units, so that every process has the same order.</summary>
    public static int Compare(DevicePlace one, DevicePlace other)
    {
        var byNumber = one.Number.CompareTo(other.Number);
        var byText = byNumber == 0 ? string.CompareOrdinal(one.Text, other.Text) : byNumber;
        return byText == 0 ? string.CompareOrdinal(one.DeviceId, other.DeviceId) : byText;
    }
}

/// <summary>A page of the fleet.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-page")]
public sealed record DevicePage
{
    [Id(0)] public required IReadOnlyList<DeviceSnapshot> Devices { get; init; }

    /// <summary>How many devices there are on all pages.</summary>
    [Id(1)] public required int Total { get; init; }

    /// <summary>The place of the last device, if others follow.</summary>
    [Id(2)] public DevicePlace? Next { get; init; }
}
