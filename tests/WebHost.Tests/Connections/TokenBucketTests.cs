using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 2000)]
    [InlineData(3, 7)]
    [InlineData(100_000, 10)]
    public void TryTake_NeverUsed_HasItsCapacityAndNoMore(int rate, int capacity) => Assert.Equal(capacity, TakeAll(new TokenBucket(), rate, capacity));

    [Fact]
    public void TryTake_Emptied_FillsAtItsRate()
    {
        var bucket = new TokenBucket();
        for (var token = 0; token < 5; token++)
        {
            Assert.True(bucket.TryTake(_clock, 10, 5));
        }

        for (var round = 0; round < 20; round++)
        {
            Assert.False(bucket.TryTake(_clock, 10, 5));
            _clock.Advance(TimeSpan.FromMilliseconds(99.9));
            Assert.False(bucket.TryTake(_clock, 10, 5));
            _clock.Advance(TimeSpan.FromMilliseconds(0.1));
            Assert.True(bucket.TryTake(_clock, 10, 5));
        }
    }

    [Fact]
    public void TryTake_AfterALongRest_HasNoMoreThanItsCapacity()
    {
        var bucket = new TokenBucket();
        Assert.True(bucket.TryTake(_clock, 10, 5));
        _clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(5, TakeAll(bucket, 10, 5));
    }

    [Fact]
    public void TryTake_Refused_CostsNothing()
    {
        var bucket = new TokenBucket();
        Assert.True(bucket.TryTake(_clock, 1, 1));
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            Assert.False(bucket.TryTake(_clock, 1, 1));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(bucket.TryTake(_clock, 1, 1));
    }

    [Fact]
    public void TryTake_ThousandsOfMessages_AllocatesNothing()
    {
        var bucket = new TokenBucket();
        bucket.TryTake(TimeProvider.System, 100, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var message = 0; message < 10_000; message++)
        {
            bucket.TryTake(TimeProvider.System, 100, 10);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private int TakeAll(TokenBucket bucket, int rate, int capacity)
    {
        var taken = 0;
        while (bucket.TryTake(_clock, rate, capacity))
        {
            taken++;
        }

        return taken;
    }
}
