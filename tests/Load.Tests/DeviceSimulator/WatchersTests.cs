using System.Diagnostics;
using System.Globalization;
using System.Text;
using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.DeviceSimulator.Watching;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class WatchersTests
{
    private readonly Fleet _fleet = new(2);

    [Fact]
    public void Read_StatusThatShowsAReport_TakesItsTimeOnce()
    {
        var watcher = new StatusWatcher(_fleet);
        var status = StatusOf(_fleet.Report(0, sent: 1000));

        watcher.Read(status, now: 1000 + Stopwatch.Frequency);
        watcher.Read(status, now: 1000 + 9 * Stopwatch.Frequency);
        watcher.Read(StatusOf("""{"cpu_usage":-1}"""), now: 2000);

        Assert.Equal((3, 1, 1), (watcher.States, watcher.Unknown, watcher.Latency.Count));
        Assert.InRange(watcher.Latency.Percentile(100), 990, 1010);
    }

    [Fact]
    public void Read_GoingAndComing_IsRightForTheSilentOnly()
    {
        var watcher = new StatusWatcher(_fleet);
        _ = _fleet.Report(0, sent: 1000);
        _ = _fleet.Report(1, sent: 1000);
        var silent = Assert.Single(_fleet.Silence(0.5));

        watcher.Read(Transition("device_disconnected", silent), now: 1000 + 20 * Stopwatch.Frequency);
        watcher.Read(Transition("device_disconnected", 1 - silent), now: 1000);
        watcher.Read(Transition("device_connected", silent), now: 1000);
        watcher.Read(Transition("device_connected", 1 - silent), now: 1000);

        Assert.Equal([TimeSpan.FromSeconds(20)], watcher.Gone);
        Assert.Equal((1, 1), (watcher.Wrong, watcher.Returned));
    }

    [Fact]
    public void Read_FleetsFigures_AreHeldAgainstTheDevices()
    {
        var watcher = new FleetFiguresWatcher(_fleet);
        _ = _fleet.Report(0, sent: 1);

        watcher.Read(Figures(online: 1, _fleet.MeanCpu + 3));
        Assert.False(watcher.IsTrue);
        watcher.Read(Figures(online: 1, _fleet.MeanCpu));
        Assert.True(watcher.IsTrue);
        Assert.Equal(3, watcher.WorstCpuDifference, precision: 6);
        watcher.Read(Figures(online: 2, _fleet.MeanCpu));
        Assert.False(watcher.IsTrue);
    }

    private byte[] StatusOf(string metrics) =>
        Encoding.UTF8.GetBytes($$$"""{"type":"device_status","data":{"devices":[{"id":"{{{_fleet.IdOf(0)}}}",{{{metrics[1..]}}}],"timestamp":""}}""");

    private byte[] Transition(string type, int device) => Encoding.UTF8.GetBytes($$$"""{"type":"{{{type}}}","data":{"device_id":"{{{_fleet.IdOf(device)}}}"}}""");

    private static byte[] Figures(int online, double cpu) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$$"""{"type":"performance_data","data":{"performance":{"scope":"fleet","devices_total":2,"devices_online":{{{online}}},"cpu_usage":{"devices":1,"mean":{{{cpu}}}}},"timestamp":""}}"""));
}
