namespace AndroidZen.HostAgent.Readings;

/// <summary>The machine at one moment. <see langword="null"/>: this machine does not tell.</summary>
internal sealed record HostSample
{
    public double? CpuUsage { get; init; }

    public MemoryInfo? Memory { get; init; }

    public StorageInfo? Storage { get; init; }

    public double? BatteryLevel { get; init; }

    public TrafficRate? Network { get; init; }

    public double? LoadOfLastMinute { get; init; }

    public double? UptimeSeconds { get; init; }

    /// <summary>The words on the wire for what this sample lacks.</summary>
    public IEnumerable<string> Missing()
    {
        (string Name, bool IsThere)[] readings =
        [
            ("cpu_usage", CpuUsage is not null),
            ("memory_usage", Memory is not null),
            ("storage_usage", Storage is not null),
            ("battery_level", BatteryLevel is not null),
            ("network", Network is not null),
            ("load_1m", LoadOfLastMinute is not null),
        ];
        return readings.Where(reading => !reading.IsThere).Select(reading => reading.Name);
    }
}
