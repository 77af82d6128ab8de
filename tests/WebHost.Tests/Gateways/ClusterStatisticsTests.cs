using AndroidZen.Gateways;
using AndroidZen.WebHost.Gateways;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class ClusterStatisticsTests
{
    [Fact]
    public void Sum_NoGateways_IsZero()
    {
        var sum = ClusterStatistics.Sum([]);
        Assert.Equal((0, 0, 0, 0.0), (sum.TotalConnections, sum.ActiveConnections, sum.TotalUsers, sum.AverageSubscriptionsPerClient));
        Assert.Empty(sum.SubscriptionCounts);
    }

    [Fact]
    public void Sum_SeveralGateways_AddsUpAndCountsAUserOnce()
    {
        var sum = ClusterStatistics.Sum(
        [
            Snapshot(2, 1, ["a", "b"], ("t1", 2), ("t2", 1)),
            Snapshot(1, 1, ["b", "c"], ("t1", 1)),
        ]);
        Assert.Equal((3, 2, 3), (sum.TotalConnections, sum.ActiveConnections, sum.TotalUsers));
        Assert.Equal(new Dictionary<string, int> { ["t1"] = 3, ["t2"] = 1 }, sum.SubscriptionCounts.ToDictionary());
        Assert.Equal(1.33, sum.AverageSubscriptionsPerClient);
    }

    private static GatewaySnapshot Snapshot(int connections, int active, string[] users, params (string Topic, int Count)[] subscriptions) => new()
    {
        Connections = connections,
        ActiveConnections = active,
        Users = users,
        Subscriptions = subscriptions.ToDictionary(topic => topic.Topic, topic => topic.Count),
    };
}
