using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Reporting;

/// <summary>A machine that does nothing but stay as it is.</summary>
internal sealed class Samples : ISampleSource
{
    public static HostSample Full { get; } = new()
    {
        CpuUsage = 12.3,
        Memory = new MemoryInfo(1000, 250),
        Storage = new StorageInfo(1000, 400, 300),
        BatteryLevel = 87,
        Network = new TrafficRate(1050, 205),
        LoadOfLastMinute = 0.42,
        UptimeSeconds = 3600.9,
    };

    private int _read;

    /// <summary>The battery tells the samples apart: the first reading, which is never sent, has 100, the next 99.</summary>
    public HostSample Read() => Full with { BatteryLevel = 100 - _read++ };
}
