using System.Diagnostics;
using System.Net.WebSockets;
using AndroidZen.TestKit;
using Xunit.Abstractions;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Web hosts that are stopped in good order: whoever does as it is told misses nothing, and whoever does not is closed.</summary>
[Collection(RedisDelivery.Name)]
public sealed class DrainTests(RedisCluster cluster, ITestOutputHelper output)
{
    private const int Clients = 12;
    private const double Rate = 10;

    [Fact]
    public async Task WebHosts_StoppedOneAfterTheOtherUnderTraffic_TheirClientsGoToTheOtherAndMissNothing()
    {
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), Clients, Rate);
        var sentAway = 0;
        foreach (var host in new[] { 0, 1 })
        {
            await traffic.FlowAsync(20);
            var there = traffic.At(cluster.Hosts[host]);
            Assert.NotEmpty(there);
            sentAway += there.Count;
            Assert.Equal(0, await cluster.StopWebHostAsync(host).WaitAsync(ProcessCluster.DrainWindow + TimeSpan.FromSeconds(30)));
            await traffic.FlowAsync(10);
            await Eventually.HoldsAsync("all clients are at the other host", () =>
                Task.FromResult(traffic.Checkers.All(checker => checker.Host == cluster.Hosts[1 - host])));
            await cluster.StartWebHostAsync(host);
        }

        await traffic.FlowAsync(20);
        output.WriteLine(await traffic.AssertDeliveredAsync("both web hosts were stopped, one after the other, and started again"));

        // Nobody was cut off: each new connection is one that its client was told to make.
        Assert.All(traffic.Checkers, checker => Assert.Equal((1 + checker.ReconnectsTold, false), (checker.Connections, checker.HasLostAnything)));
        Assert.Equal(sentAway, traffic.Checkers.Sum(checker => checker.ReconnectsTold));
        Assert.All(traffic.Checkers, checker => Assert.True(checker.Recoveries > 0));
    }

    [Fact]
    public async Task WebHost_StoppedWithAClientThatStays_ServesItUntilItClosesItWith4001()
    {
        var topic = $"drain-{Guid.NewGuid():N}";
        await using var client = await SocketClient.ConnectAsync(cluster.Hosts[0]);
        await client.SubscribeAsync(topic);
        using var rest = new RestClient(cluster.Hosts[1]);

        var told = Stopwatch.GetTimestamp();
        var stopping = cluster.StopWebHostAsync(0);
        var after = TimeSpan.FromMilliseconds((await client.NextAsync("reconnect")).GetProperty("data").GetProperty("after_ms").GetInt64());
        Assert.InRange(after, TimeSpan.Zero, ProcessCluster.DrainWindow);
        Assert.Equal(1, (await rest.AdministerAsync("/ws/broadcast", new { subscription_filter = topic })).Json.GetProperty("recipients").GetInt32());
        Assert.Equal(topic, (await client.NextAsync("analytics_update")).GetProperty("topic").GetString());
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.OpenAsync(cluster.Hosts[0]));

        Assert.Equal(4001, await client.WhenClosedAsync().WaitAsync(TimeSpan.FromSeconds(20))); // By the drain, not by what comes behind it.
        Assert.True(Stopwatch.GetElapsedTime(told) >= after, $"It was told to go within {after}, and closed before.");
        Assert.Equal(0, await stopping);
        await cluster.StartWebHostAsync(0);
    }
}
