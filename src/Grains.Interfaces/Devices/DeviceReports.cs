using AndroidZen.Topics;

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

/// <summary>Something that is done on a device, and how far it is. Requested through the platform, it has a <see cref="Timeout"/>; else it has only been reported.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-action")]
public sealed record DeviceAction
{
    [Id(0)] public required string ActionId { get; init; }

    [Id(1)] public required string ActionType { get; init; }

    /// <summary>One of <see cref="DeviceActionStatus"/>.</summary>
    [Id(2)] public required string Status { get; init; }

    /// <summary>Any JSON value, as UTF-8.</summary>
    [Id(3)] public byte[]? Result { get; init; }

    /// <summary>How much is done, in percent, 0 to 100.</summary>
    [Id(4)] public double? Progress { get; init; }

    /// <summary>What the device is to do it with: a JSON object as UTF-8.</summary>
    [Id(5)] public byte[]? Parameters { get; init; }

    /// <summary>How long the device may be silent about it before it has failed; <see langword="null"/>: nobody waits for it.</summary>
    [Id(6)] public TimeSpan? Timeout { get; init; }

    [Id(7)] public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The user who asked for it.</summary>
    [Id(8)] public string? RequestedBy { get; init; }

    /// <summary>When it was last reported, or requested.</summary>
    [Id(9)] public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The idempotency key of the request: a repeat of it is no other action.</summary>
    [Id(10)] public string? RequestKey { get; init; }

    /// <summary>Whether it is neither completed nor failed.</summary>
    public bool IsRunning() => Status is DeviceActionStatus.Queued or DeviceActionStatus.InProgress;

    /// <summary>When it has failed, unless the device says something before; <see langword="null"/>: never.</summary>
    public DateTimeOffset? Deadline() => IsRunning() ? UpdatedAt + Timeout : null;
}

/// <summary>What came of a request for an action, or of a report of one.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-action-outcome")]
public sealed record DeviceActionOutcome
{
    /// <summary>Where it was published; of a refused one, nowhere.</summary>
    [Id(0)] public PublicationReceipt Receipt { get; init; }

    /// <summary>The action as it is now.</summary>
    [Id(1)] public DeviceAction? Action { get; init; }

    /// <summary>Why nothing was done: names the rule. <see langword="null"/>: it was done.</summary>
    [Id(2)] public string? Refusal { get; init; }
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

    /// <summary>The rule that a requested action would break by this step; <see langword="null"/>: none. Each state may be said again, steps may be left out, but none may be taken back.</summary>
    public static string? WhyNot(string from, string to) => from switch
    {
        Completed or Failed when from != to => $"status must stay {from}: the action has ended",
        InProgress when to == Queued => $"status must not go back from {InProgress} to {Queued}",
        _ => null,
    };
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

/// <summary>What somebody watches on a device, and how often.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.monitoring-request")]
public sealed record MonitoringRequest
{
    /// <summary>What is watched; <c>all</c> by default.</summary>
    [Id(0)] public required string MonitoringType { get; init; }

    /// <summary>Between two <c>live_metrics</c>; 100 ms to 1 day.</summary>
    [Id(1)] public required TimeSpan Interval { get; init; }

    /// <summary>Who asks: each has a request of its own, and all share the fastest. <see langword="null"/> is one of them.</summary>
    [Id(2)] public string? Watcher { get; init; }

    public static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(1);
}
