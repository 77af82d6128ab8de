using AndroidZen.Benchmarks.Budgets;
using AndroidZen.Devices;
using AndroidZen.Grains.Devices;
using BenchmarkDotNet.Attributes;

namespace AndroidZen.Benchmarks.Devices;

/// <summary>What the fleet's one grain does with all devices in it: a report of each, the figures, a page, the look for silent ones. Budget: a report allocates one entry, the passes nothing per device.</summary>
[MemoryDiagnoser]
public class FleetTables
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DeviceQuery _page = new() { Order = DeviceOrder.BatteryLevel, Descending = true, Limit = 100 };
    private FleetTable _fleet = null!;
    private DeviceSnapshot[] _devices = [];
    private int _next;

    [Params(10_000, 100_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _fleet = new FleetTable();
        _devices = [.. Enumerable.Range(0, Devices).Select(n => new DeviceSnapshot
        {
            DeviceId = $"device-{n}",
            Name = $"Device {n}",
            Status = DeviceStatus.Connected,
            Readings = new DeviceReadings { BatteryLevel = n % 101, CpuUsage = n % 97, MemoryUsage = n % 89 },
            LastSeen = _start,
        })];
        foreach (var device in _devices)
        {
            _fleet.Note(device);
        }
    }

    [Benchmark, AllocationBudget(1024)]
    public void Report()
    {
        _fleet.Note(_devices[_next++ % Devices]);
        if (_next % 100 == 0)
        {
            _fleet.TakeChanges(100);
        }
    }

    [Benchmark, AllocationBudget(4096)]
    public byte[] Figures() => FleetFigures.Of(_fleet.Devices).ToJson();

    [Benchmark, AllocationBudget(64 * 1024)]
    public DevicePage Page() => _fleet.List(_page);

    [Benchmark, AllocationBudget(4096)]
    public int LookForSilentOnes() => _fleet.TakeSilent(_start, TimeSpan.FromMinutes(2), 500).Count;
}
