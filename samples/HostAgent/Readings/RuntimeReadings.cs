using System.Net.NetworkInformation;

namespace AndroidZen.HostAgent.Readings;

/// <summary>What .NET knows of a machine without <c>/proc</c>.</summary>
internal static class RuntimeReadings
{
    /// <returns><see langword="null"/> until the first garbage collection, which is when the runtime looks.</returns>
    public static MemoryInfo? ReadMemory()
    {
        var memory = GC.GetGCMemoryInfo();
        return memory is { TotalAvailableMemoryBytes: > 0, MemoryLoadBytes: > 0 }
            ? new MemoryInfo(memory.TotalAvailableMemoryBytes, Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes))
            : null;
    }

    public static NetworkCounters? ReadNetwork()
    {
        try
        {
            var counters = NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .ToDictionary(card => card.Id, Count, StringComparer.Ordinal);
            return counters.Count > 0 ? new NetworkCounters(counters) : null;
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    public static double ReadUptimeSeconds() => Environment.TickCount64 / 1000.0;

    private static TrafficCounter Count(NetworkInterface card)
    {
        var statistics = card.GetIPStatistics();
        return new TrafficCounter((ulong)Math.Max(0, statistics.BytesReceived), (ulong)Math.Max(0, statistics.BytesSent));
    }
}
