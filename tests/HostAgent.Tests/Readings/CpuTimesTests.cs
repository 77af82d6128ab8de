using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

public class CpuTimesTests
{
    private const string Stat =
        """
        cpu  31874 5 7707 394610 848 10 237 161 900 70
        cpu0 14997 5 3753 198588 214 0 49 80 450 35
        cpu1 16876 0 3954 196021 634 10 187 81 450 35
        intr 1234567 0 9 0 0 0 0
        ctxt 4242
        btime 1760000000
        processes 6952
        """;

    [Fact]
    public void Parse_ProcStat_SumsTheFirstLineWithoutCountingGuestsTwice() =>
        Assert.Equal(new CpuTimes(Idle: 394610 + 848, Total: 31874 + 5 + 7707 + 394610 + 848 + 10 + 237 + 161), CpuTimes.Parse(Stat));

    [Fact]
    public void Parse_FourColumns_AreEnough() => Assert.Equal(new CpuTimes(40, 100), CpuTimes.Parse("cpu 30 10 20 40\r\n"));

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu  1 2 3")]
    [InlineData("cpu  1 2 x 4 5")]
    [InlineData("cpu0 1 2 3 4 5 6 7 8\nintr 5")]
    public void Parse_NoFirstLine_IsNothing(string stat) => Assert.Null(CpuTimes.Parse(stat));

    [Fact]
    public void CountProcessors_ProcStat_CountsTheNumberedLines()
    {
        Assert.Equal(2, CpuTimes.CountProcessors(Stat));
        Assert.Equal(0, CpuTimes.CountProcessors("cpu 1 2 3 4\n"));
    }

    [Theory]
    [InlineData(0, 200, 100.0)]
    [InlineData(200, 200, 0.0)]
    [InlineData(133, 200, 33.5)]
    [InlineData(2, 3, 33.3)]
    public void UsageSince_TicksPassed_IsTheBusyShareWithOneDecimal(ulong idle, ulong total, double expected) =>
        Assert.Equal(expected, new CpuTimes(1000 + idle, 5000 + total).UsageSince(new CpuTimes(1000, 5000)));

    [Fact]
    public void UsageSince_NoTickPassedOrReset_IsUnknown()
    {
        var earlier = new CpuTimes(1000, 5000);

        Assert.Null(earlier.UsageSince(earlier));
        Assert.Null(new CpuTimes(10, 50).UsageSince(earlier));
    }

    [Fact]
    public void UsageSince_IdleWentBack_IsFullyBusyAndNotMore() =>
        Assert.Equal(100, new CpuTimes(990, 5010).UsageSince(new CpuTimes(1000, 5000)));
}
