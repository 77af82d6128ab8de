using AndroidZen.HostAgent.Reporting;

namespace AndroidZen.HostAgent.Tests.Reporting;

public class BackoffTests
{
    [Fact]
    public void Next_FailureAfterFailure_DoublesUpToTheLongest()
    {
        var backoff = Create(random: 1);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 7).Select(_ => backoff.Next(null).TotalSeconds));
    }

    [Fact]
    public void Next_ManyFailures_StaysAtTheLongest()
    {
        var backoff = Create(random: 1);

        var last = Enumerable.Range(0, 5000).Select(_ => backoff.Next(null)).ToList()[^1];

        Assert.Equal(30, last.TotalSeconds);
    }

    [Fact]
    public void Next_LeastJitter_IsHalf()
    {
        var backoff = Create(random: 0);

        Assert.Equal([0.5, 1, 2], Enumerable.Range(0, 3).Select(_ => backoff.Next(null).TotalSeconds));
    }

    [Fact]
    public void Next_AfterReset_StartsAgain()
    {
        var backoff = Create(random: 1);
        backoff.Next(null);
        backoff.Next(null);

        backoff.Reset();

        Assert.Equal(1, backoff.Next(null).TotalSeconds);
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(0.1, 1)]
    [InlineData(-5, 1)]
    [InlineData(3600, 30)]
    public void Next_ServerAsks_IsKeptToWithinBounds(double asked, double expected) =>
        Assert.Equal(expected, Create(random: 1).Next(TimeSpan.FromSeconds(asked)).TotalSeconds);

    private static Backoff Create(double random) => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), () => random);
}
