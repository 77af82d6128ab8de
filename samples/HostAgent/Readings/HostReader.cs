namespace AndroidZen.HostAgent.Readings;

/// <summary>Reads the machine that the agent runs on.</summary>
internal sealed class HostReader(SystemFiles files, TimeProvider clock) : ISampleSource
{
    private CpuTimes? _cpu;
    private NetworkCounters? _network;
    private long _readAt;

    public HostSample Read()
    {
        var previousCpu = _cpu;
        var previousNetwork = _network;
        var previousReadAt = _readAt;

        _readAt = clock.GetTimestamp();
        _cpu = Parse(files.ReadProc("stat"), CpuTimes.Parse);
        _network = files.ReadProc("net/dev") is { } netDev ? NetworkCounters.Parse(netDev) : RuntimeReadings.ReadNetwork();

        return new HostSample
        {
            CpuUsage = previousCpu is { } earlier ? _cpu?.UsageSince(earlier) : null,
            Memory = Parse(files.ReadProc("meminfo"), MemoryInfo.Parse) ?? RuntimeReadings.ReadMemory(),
            Storage = StorageInfo.Read(),
            BatteryLevel = PowerSupply.MeanCharge(files.ReadPowerSupplies()),
            Network = previousNetwork is null ? null : _network?.RateSince(previousNetwork, clock.GetElapsedTime(previousReadAt, _readAt)),
            LoadOfLastMinute = Parse(files.ReadProc("loadavg"), FirstNumber.Parse),
            UptimeSeconds = Parse(files.ReadProc("uptime"), FirstNumber.Parse) ?? RuntimeReadings.ReadUptimeSeconds(),
        };
    }

    private static T? Parse<T>(string? text, Func<string, T?> parse)
        where T : struct => text is null ? null : parse(text);
}
