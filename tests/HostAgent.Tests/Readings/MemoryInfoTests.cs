using AndroidZen.HostAgent.Readings;

namespace AndroidZen.HostAgent.Tests.Readings;

public class MemoryInfoTests
{
    [Fact]
    public void Parse_ProcMeminfo_TakesWhatIsAvailable()
    {
        var memory = MemoryInfo.Parse(
            """
            MemTotal:       16000000 kB
            MemFree:          500000 kB
            MemAvailable:    4000000 kB
            Buffers:          100000 kB
            Cached:          3000000 kB
            Active(anon):    2000000 kB
            HugePages_Total:       0
            """);

        Assert.Equal(new MemoryInfo(16_000_000L * 1024, 4_000_000L * 1024), memory);
        Assert.Equal(75, memory?.Usage);
    }

    [Fact]
    public void Parse_OldKernelWithoutMemAvailable_CountsCachesAsFree()
    {
        var memory = MemoryInfo.Parse("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n");

        Assert.Equal(new MemoryInfo(1000 * 1024, 400 * 1024), memory);
        Assert.Equal(60, memory?.Usage);
    }

    [Fact]
    public void Parse_MoreAvailableThanTotal_IsNotNegative() =>
        Assert.Equal(0, MemoryInfo.Parse("MemTotal: 1000 kB\nMemAvailable: 2000 kB\n")?.Usage);

    [Theory]
    [InlineData("")]
    [InlineData("MemTotal: 1000 kB\n")]
    [InlineData("MemAvailable: 1000 kB\n")]
    [InlineData("MemTotal: 0 kB\nMemAvailable: 0 kB\n")]
    [InlineData("MemTotal: many kB\nMemAvailable: 1000 kB\n")]
    [InlineData("MemTotal: 9223372036854775807 kB\nMemAvailable: 1000 kB\n")]
    public void Parse_NotTold_IsNothing(string meminfo) => Assert.Null(MemoryInfo.Parse(meminfo));
}
