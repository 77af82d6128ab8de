using AndroidZen.DeviceSimulator.Devices;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class ReportScheduleTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    [Fact]
    public void TryTake_OneInterval_TakesEachDeviceOnceAtEvenDistances()
    {
        var schedule = new ReportSchedule(10, _interval);

        Assert.Equal([0], Take(schedule, TimeSpan.Zero));
        Assert.Equal([], Take(schedule, TimeSpan.FromSeconds(0.499)));
        Assert.Equal([1], Take(schedule, TimeSpan.FromSeconds(0.5)));
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], Take(schedule, TimeSpan.FromSeconds(4.999)));
        Assert.Equal([0], Take(schedule, _interval));
    }

    [Fact]
    public void TryTake_AfterAPause_MakesUpForAllThatWasDue()
    {
        var schedule = new ReportSchedule(3, _interval);

        Assert.Equal(3 * 4 + 1, Take(schedule, 4 * _interval).Count);
    }

    [Fact]
    public void TryTake_MillionDevicesForDays_DoesNotOverflow()
    {
        var schedule = new ReportSchedule(1_000_000, TimeSpan.FromMilliseconds(1));

        Assert.True(schedule.TryTake(TimeSpan.FromDays(10_000), out var device));
        Assert.Equal(0, device);
    }

    private static List<int> Take(ReportSchedule schedule, TimeSpan elapsed)
    {
        var taken = new List<int>();
        while (schedule.TryTake(elapsed, out var device))
        {
            taken.Add(device);
        }

        return taken;
    }
}
