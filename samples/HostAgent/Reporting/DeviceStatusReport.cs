using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>The body of <c>POST /devices/{id}/status</c>.</summary>
internal sealed record DeviceStatusReport
{
    public const string Connected = "connected";
    public const string Disconnected = "disconnected";

    public required string Name { get; init; }

    public required string Status { get; init; }

    public double? BatteryLevel { get; init; }

    public double? CpuUsage { get; init; }

    public double? MemoryUsage { get; init; }

    public double? StorageUsage { get; init; }

    // The server keeps the members below as one block, the newest report's: so every report has all of them, the last one too.
    public required string Os { get; init; }

    public required string Kernel { get; init; }

    public required string Architecture { get; init; }

    public required int Cores { get; init; }

    public long? MemoryTotalBytes { get; init; }

    public long? StorageTotalBytes { get; init; }

    public long? UptimeS { get; init; }

    public static DeviceStatusReport From(string name, string status, HostFacts facts, HostSample sample) => new()
    {
        Name = name,
        Status = status,
        BatteryLevel = sample.BatteryLevel,
        CpuUsage = sample.CpuUsage,
        MemoryUsage = sample.Memory?.Usage,
        StorageUsage = sample.Storage?.Usage,
        Os = facts.Os,
        Kernel = facts.Kernel,
        Architecture = facts.Architecture,
        Cores = facts.Cores,
        MemoryTotalBytes = sample.Memory?.Total,
        StorageTotalBytes = sample.Storage?.Total,
        UptimeS = (long?)sample.UptimeSeconds,
    };
}
