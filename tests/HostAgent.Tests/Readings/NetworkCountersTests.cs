using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

public class NetworkCountersTests
{
    private static readonly TimeSpan _twoSeconds = TimeSpan.FromSeconds(2);

    [Fact]
    public void Parse_ProcNetDev_TakesEveryInterfaceButLoopback()
    {
        var counters = NetworkCounters.Parse(
            """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 2396156    1901    0    0    0     0          0         0  2396156    1901    0    0    0     0       0          0
              eth0: 146288774    4222    0    0    0     0          0         0   309090    3054    0    0    0     0       0          0
            wlan0:18446744073709551615 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0
            eth0:1: 70 1 0 0 0 0 0 0 80 1 0 0 0 0 0 0
            """);

        Assert.NotNull(counters);
        Assert.Equal(3, counters.Interfaces.Count);
        Assert.Equal(new TrafficCounter(146288774, 309090), counters.Interfaces["eth0"]);
        Assert.Equal(new TrafficCounter(ulong.MaxValue, 5), counters.Interfaces["wlan0"]);
        Assert.Equal(new TrafficCounter(70, 80), counters.Interfaces["eth0:1"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Inter-| Receive | Transmit\n face |bytes |bytes\n")]
    [InlineData("lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n")]
    [InlineData("eth0: 1 1 0 0\n")]
    [InlineData("eth0: x 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n")]
    public void Parse_NoInterface_IsNothing(string netDev) => Assert.Null(NetworkCounters.Parse(netDev));

    [Fact]
    public void RateSince_TwoInterfaces_IsTheirSumPerSecond()
    {
        var earlier = Counters(("eth0", 1000, 100), ("wlan0", 0, 0));
        var later = Counters(("eth0", 3000, 500), ("wlan0", 100, 10));

        Assert.Equal(new TrafficRate(1050, 205), later.RateSince(earlier, _twoSeconds));
    }

    [Fact]
    public void RateSince_InterfaceCameWentOrWasReset_IsNoBurstAndNotNegative()
    {
        var earlier = Counters(("eth0", 1000, 1000), ("gone", 9000, 9000), ("reset", 5000, 5000));
        var later = Counters(("eth0", 1200, 1400), ("new", 8000, 8000), ("reset", 10, 10));

        Assert.Equal(new TrafficRate(100, 200), later.RateSince(earlier, _twoSeconds));
    }

    [Fact]
    public void RateSince_NoTimePassed_IsUnknown()
    {
        var counters = Counters(("eth0", 1, 1));

        Assert.Null(counters.RateSince(counters, TimeSpan.Zero));
    }

    private static NetworkCounters Counters(params (string Name, ulong Received, ulong Sent)[] interfaces) =>
        new(interfaces.ToDictionary(card => card.Name, card => new TrafficCounter(card.Received, card.Sent)));
}
