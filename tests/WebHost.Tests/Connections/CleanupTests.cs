using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary><c>POST /ws/cleanup</c>, where silence is over soon.</summary>
public sealed class CleanupTests
{
    [Fact]
    public async Task Cleanup_SilentAndTalkingConnections_ClosesTheSilentOnesAndCountsThem()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>
        {
            // Silence is over soon after one heartbeat, and long before the next would close the silent ones by itself.
            ["Gateway:HeartbeatInterval"] = "00:00:06",
            ["Connections:IdleTimeout"] = "00:00:06.200",
        });
        var topic = PlatformFixture.NewId("t");
        await using var silent = await host.ConnectAsync();
        await using var other = await host.ConnectAsync();
        await silent.SubscribeAsync(topic);
        await using var talking = await host.ConnectAsync();
        var cleaned = 0;
        await Eventually.HoldsAsync("both silent connections are cleaned up", async () =>
        {
            await talking.DrainAsync();
            var answer = (await host.AdministerAsync("/ws/cleanup")).AssertOk("cleaned_connections message");
            cleaned += answer.GetProperty("cleaned_connections").GetInt32();
            return cleaned >= 2;
        });

        Assert.Equal(2, cleaned);
        Assert.Equal((4005, 4005), (await silent.WhenClosedAsync(), await other.WhenClosedAsync()));
        Assert.All(await talking.DrainAsync(), frame => Assert.Equal("heartbeat", frame.GetProperty("type").GetString()));
        var stats = await host.GetStatsAsync();
        Assert.Equal(1, stats.GetProperty("total_connections").GetInt32());
        Assert.Empty(stats.GetProperty("subscription_counts").EnumerateObject());
        Assert.Empty(host.Log.Errors);
    }
}
