using AndroidZen.WebHost.Gateways;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class DrainScheduleTests
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void Departures_FromTheBeginning_EachIsWithinItsShare(int count)
    {
        var share = (_window - _grace) / count;
        var departures = Schedule().Departures(count, TimeSpan.Zero).ToList();
        Assert.Equal(count, departures.Count);
        Assert.All(departures.Index(), departure => Assert.InRange(departure.Item, share * departure.Index, share * (departure.Index + 1)));
    }

    [Fact]
    public void Departures_Jitter_IsAnotherOneEachTime() =>
        Assert.NotEqual(Schedule().Departures(50, TimeSpan.Zero), Schedule().Departures(50, TimeSpan.Zero));

    [Theory]
    [InlineData(5)]
    [InlineData(7.999)]
    public void Departures_Later_AreSpreadOverWhatIsLeft(double seconds)
    {
        var from = TimeSpan.FromSeconds(seconds);
        Assert.All(Schedule().Departures(20, from), departure => Assert.InRange(departure, from, _window - _grace));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9.5)]
    public void Departures_TooLateToSpread_AreAtOnce(double seconds) =>
        Assert.All(Schedule().Departures(3, TimeSpan.FromSeconds(seconds)), departure => Assert.Equal(TimeSpan.FromSeconds(seconds), departure));

    [Theory]
    [InlineData("00:00:10", "00:00:02", "00:00:02")]
    [InlineData("00:00:10", "00:00:00", "00:00:00")]
    [InlineData("00:00:03", "00:00:02", "00:00:01.500")]
    [InlineData("00:00:01", "00:10:00", "00:00:00.500")]
    public void ClosingOf_Grace_IsHalfOfTheWindowAtMost(string window, string grace, string expected)
    {
        var schedule = new DrainSchedule(new WebGatewayOptions { DrainWindow = Time(window), DrainGrace = Time(grace) });
        Assert.Equal(TimeSpan.FromSeconds(1) + Time(expected), schedule.ClosingOf(TimeSpan.FromSeconds(1)));
        Assert.All(schedule.Departures(100, TimeSpan.Zero), departure => Assert.InRange(schedule.ClosingOf(departure), Time(expected), Time(window)));
    }

    [Theory]
    [InlineData("00:00:00", "00:00:03")]
    [InlineData("00:00:02.999", "00:00:03")]
    [InlineData("00:00:03", "00:00:06")]
    [InlineData("00:00:09.100", "00:00:10")]
    public void NextBatch_AnyTime_IsTheNextMultipleAndTheEndOfTheWindow(string now, string expected)
    {
        var schedule = new DrainSchedule(new WebGatewayOptions { DrainWindow = _window, DrainBatchInterval = TimeSpan.FromSeconds(3) });
        Assert.Equal(Time(expected), schedule.NextBatch(Time(now)));
    }

    private static TimeSpan Time(string text) => TimeSpan.Parse(text, null);

    private static DrainSchedule Schedule() => new(new WebGatewayOptions { DrainWindow = _window, DrainGrace = _grace });
}
