using AndroidZen.Connections;

namespace AndroidZen.Grains.Tests.Connections;

public class ConnectionShardTests
{
    /// <summary>Two versions that disagree would lose connections in a rolling upgrade.</summary>
    [Theory]
    [InlineData("", 5)]
    [InlineData("a", 44)]
    [InlineData("client-1", 40)]
    [InlineData("dashboard", 27)]
    [InlineData("ünïcode", 43)]
    public void Of_KnownIds_NeverChanges(string clientId, long shard) => Assert.Equal(shard, ConnectionShard.Of(clientId));

    [Fact]
    public void Of_ManyIds_SpreadsEvenly()
    {
        var counts = Enumerable.Range(0, 64_000).Select(n => ConnectionShard.Of($"client-{n}")).CountBy(shard => shard).ToList();
        Assert.Equal(ConnectionShard.Count, counts.Count);
        Assert.All(counts, count => Assert.InRange(count.Value, 700, 1300));
    }
}
