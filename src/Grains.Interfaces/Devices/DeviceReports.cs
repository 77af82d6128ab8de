namespace AndroidZen.Devices;

/// <summary>What a device says of its own state. A value that is absent leaves the last known one.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-status-report")]
public sealed record DeviceStatusReport
{
    /// <summary>How much JSON a report may add of its own, in bytes: it stays in memory and is sent with every status.</summary>
    public const int MaxDetailsBytes = 4096;

    /// <summary><c>connected</c> unless the report says otherwise.</summary>
    [Id(0)] public string? Status { get; init; }

    [Id(1)] public string? Name { get; init; }

    [Id(2)] public DeviceReadings Readings { get; init; }

    /// <summary>Further members of the report (model, Android version, …): a JSON object as UTF-8, passed on as it is.</summary>
    [Id(3)] public byte[]? Details { get; init; }
}

/// <summary>A sample of live metrics.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-metrics-report")]
public sealed record DeviceMetricsReport
{
    /// <summary>The sample as it was sent: a JSON object as UTF-8.</summary>
    [Id(0)] public required byte[] Metrics { get; init; }

    /// <summary>The metrics that are part of a device's status.</summary>
    [Id(1)] public DeviceReadings Readings { get; init; }
}

/// <summary>The numbers that every list of devices shows, each in percent, 0 to 100.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-readings")]
public readonly record struct DeviceReadings
{
    [Id(0)] public double? BatteryLevel { get; init; }

    [Id(1)] public double? CpuUsage { get; init; }

    [Id(2)] public double? MemoryUsage { get; init; }

    [Id(3)] public double? StorageUsage { get; init; }

    /// <summary>These readings, and <paramref name="older"/> where these say nothing.</summary>
    public DeviceReadings Or(DeviceReadings older) => new()
    {
        BatteryLevel = BatteryLevel ?? older.BatteryLevel,
        CpuUsage = CpuUsage ?? older.CpuUsage,
        MemoryUsage = MemoryUsage ?? older.MemoryUsage,
        StorageUsage = StorageUsage ?? older.StorageUsage,
    };
}

/// <summary>Something that is done on a device, and how far it is.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-action")]
public sealed record DeviceActionReport
{
    [Id(0)] public required string ActionId { get; init; }

    [Id(1)] public required string ActionType { get; init; }

    /// <summary>One of <see cref="DeviceActionStatus"/>.</summary>
    [Id(2)] public required string Status { get; init; }

    /// <summary>Any JSON value, as UTF-8.</summary>
    [Id(3)] public byte[]? Result { get; init; }
}

/// <summary>The states of a device action.</summary>
public static class DeviceActionStatus
{
    public const string Queued = "queued";
    public const string InProgress = "in_progress";
    public const string Completed = "completed";
    public const string Failed = "failed";

    /// <summary>Every state, in the order in which an action passes them.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, InProgress, Completed, Failed];
}

/// <summary>Something that a back end noticed about a device.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-alert")]
public sealed record DeviceAlert
{
    /// <summary>An alert of this type is a <c>security_alert</c>; any other an <c>analytics_update</c>.</summary>
    public const string SecurityType = "security";

    [Id(0)] public required string AlertType { get; init; }

    [Id(1)] public required string Message { get; init; }

    [Id(2)] public required string Severity { get; init; }
}

/// <summary>What to watch on a device, and how often.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.monitoring-request")]
public sealed record MonitoringRequest
{
    /// <summary>What is watched; <c>all</c> by default.</summary>
    [Id(0)] public required string MonitoringType { get; init; }

    /// <summary>Between two <c>live_metrics</c>; 100 ms to 1 day.</summary>
    [Id(1)] public required TimeSpan Interval { get; init; }

    public static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);
}
