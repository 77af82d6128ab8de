using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary><c>GET /ws/stats</c> is exact at once. On a host of its own, because it counts every connection of the cluster.</summary>
public sealed class StatsTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task Stats_Anonymous_HasTheContractsShape()
    {
        var answer = (await _host.SendAsync(HttpMethod.Get, "/ws/stats")).AssertOk("status websocket_stats");
        Assert.Equal("active", answer.Text("status"));
        Assert.Equal(
            "active_connections average_subscriptions_per_client subscription_counts total_connections total_users",
            answer.GetProperty("websocket_stats").Members());
    }

    [Fact]
    public async Task Stats_RightAfterEachAnswer_AreExact()
    {
        await AssertStatsAsync(0, 0, 0);
        for (var round = 0; round < 30; round++)
        {
            var (topic, user) = (PlatformFixture.NewId("t"), PlatformFixture.NewId("user"));
            await using var one = await _host.ConnectAsync(token: TestTokens.User(user));
            await AssertStatsAsync(1, 1, 0);
            await using var two = await _host.ConnectAsync(token: TestTokens.User(user));
            await AssertStatsAsync(2, 1, 0);
            await one.SubscribeAsync(topic);
            await AssertStatsAsync(2, 1, 0.5, (topic, 1));
            await two.SubscribeAsync(topic);
            await two.SubscribeAsync(topic + "b");
            await AssertStatsAsync(2, 1, 1.5, (topic, 2), (topic + "b", 1));
            await two.UnsubscribeAsync(topic);
            await AssertStatsAsync(2, 1, 1, (topic, 1), (topic + "b", 1));
            await one.CloseAsync();
            await AssertStatsAsync(1, 1, 1, (topic + "b", 1));
            await two.CloseAsync();
            await AssertStatsAsync(0, 0, 0);
        }
    }

    [Fact]
    public async Task Stats_ManyComingAndGoingAtOnce_AreExactWhenAllHaveBeenAnswered()
    {
        for (var round = 0; round < 3; round++)
        {
            var topic = PlatformFixture.NewId("t");
            var clients = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
            {
                var client = await _host.ConnectAsync(token: TestTokens.User($"user-{number % 8}"));
                await client.SubscribeAsync(topic);
                return client;
            }));
            await AssertStatsAsync(40, 8, 1, (topic, 40));
            await Task.WhenAll(clients.Skip(10).Select(client => client.CloseAsync()));
            await AssertStatsAsync(10, 8, 1, (topic, 10));
            await Task.WhenAll(clients.Take(10).Select(client => client.UnsubscribeAsync(topic)));
            await AssertStatsAsync(10, 8, 0);
            await Task.WhenAll(clients.Take(10).Select(client => client.CloseAsync()));
            await AssertStatsAsync(0, 0, 0);
        }
    }

    private async Task AssertStatsAsync(int connections, int users, double average, params (string Topic, int Count)[] topics)
    {
        var stats = await _host.GetStatsAsync();
        Assert.Equal(connections, stats.GetProperty("total_connections").GetInt32());
        Assert.Equal(connections, stats.GetProperty("active_connections").GetInt32());
        Assert.Equal(users, stats.GetProperty("total_users").GetInt32());
        Assert.Equal(average, stats.GetProperty("average_subscriptions_per_client").GetDouble());
        Assert.Equal(
            topics.ToDictionary(topic => topic.Topic, topic => topic.Count),
            stats.GetProperty("subscription_counts").Deserialize<Dictionary<string, int>>());
    }
}
