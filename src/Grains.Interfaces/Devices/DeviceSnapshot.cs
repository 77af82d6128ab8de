using AndroidZen.Protocol;

namespace AndroidZen.Devices;

/// <summary>What is known of a device now.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-snapshot")]
public sealed record DeviceSnapshot
{
    [Id(0)] public required string DeviceId { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string Status { get; init; }

    [Id(3)] public DeviceReadings Readings { get; init; }

    /// <summary>When the device last reported; <see langword="null"/>: never.</summary>
    [Id(4)] public DateTimeOffset? LastSeen { get; init; }

    /// <inheritdoc cref="DeviceStatusReport.Details"/>
    [Id(5)] public byte[]? Details { get; init; }

    /// <summary>The last sample of live metrics: a JSON object as UTF-8.</summary>
    [Id(6)] public byte[]? Metrics { get; init; }

    /// <summary>The latest actions, oldest first.</summary>
    [Id(7)] public IReadOnlyList<DeviceAction> Actions { get; init; } = [];

    /// <summary>What is being watched, at the fastest interval that somebody has asked for; <see langword="null"/>: nothing.</summary>
    [Id(8)] public MonitoringRequest? Monitoring { get; init; }

    /// <summary>When <see cref="Metrics"/> came.</summary>
    [Id(9)] public DateTimeOffset? MetricsAt { get; init; }

    /// <summary>The last values of metrics that are not in <see cref="Metrics"/>, oldest first.</summary>
    [Id(10)] public IReadOnlyList<MetricValue> OlderMetrics { get; init; } = [];

    /// <summary>Whether the device says nothing new, only that it is there: what is known of it already need not be told again.</summary>
    [Id(11)] public bool IsOnlyHeard { get; init; }

    /// <summary>When the device's grain said so: of two snapshots the later counts, whatever <see cref="LastSeen"/> says, which a silo's death may put back.</summary>
    [Id(12)] public DateTimeOffset? ToldAt { get; init; }

    /// <summary>The last value of every metric.</summary>
    public IEnumerable<MetricValue> AllMetrics() => Metrics is { } sample
        ? OlderMetrics.Concat(JsonMembers.Read(sample).Select(member => new MetricValue(member.Name, member.Value, MetricsAt ?? LastSeen ?? default)))
        : OlderMetrics;
}

/// <summary>The words for a device's status. Others may be reported; these the platform itself uses.</summary>
public static class DeviceStatus
{
    public const string Connected = "connected";
    public const string Disconnected = "disconnected";

    /// <summary>Said once, when somebody has removed the device: it is known no more.</summary>
    public const string Removed = "removed";

    /// <summary>Named by an alert or an action, but never heard of from the device itself.</summary>
    public const string Unknown = "unknown";
}
