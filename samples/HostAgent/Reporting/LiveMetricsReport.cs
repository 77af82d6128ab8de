using System.Text.Json.Serialization;
using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>The body of <c>POST /ws/live-metrics</c>.</summary>
internal sealed record LiveMetricsReport
{
    public required string DeviceId { get; init; }

    public required LiveMetrics Metrics { get; init; }

    public static LiveMetricsReport From(string deviceId, HostSample sample) => new()
    {
        DeviceId = deviceId,
        Metrics = new LiveMetrics
        {
            CpuUsage = sample.CpuUsage,
            MemoryUsage = sample.Memory?.Usage,
            StorageUsage = sample.Storage?.Usage,
            BatteryLevel = sample.BatteryLevel,
            MemoryAvailableBytes = sample.Memory?.Available,
            StorageAvailableBytes = sample.Storage?.Available,
            NetworkRxBytesPerS = sample.Network?.Received,
            NetworkTxBytesPerS = sample.Network?.Sent,
            LoadOfLastMinute = sample.LoadOfLastMinute,
            UptimeS = (long?)sample.UptimeSeconds,
        },
    };
}

/// <summary>One sample on the wire.</summary>
internal sealed record LiveMetrics
{
    public double? CpuUsage { get; init; }

    public double? MemoryUsage { get; init; }

    public double? StorageUsage { get; init; }

    public double? BatteryLevel { get; init; }

    public long? MemoryAvailableBytes { get; init; }

    public long? StorageAvailableBytes { get; init; }

    public long? NetworkRxBytesPerS { get; init; }

    public long? NetworkTxBytesPerS { get; init; }

    [JsonPropertyName("load_1m")]
    public double? LoadOfLastMinute { get; init; }

    public long? UptimeS { get; init; }
}
