using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary><c>POST /ws/cleanup</c>, on a clock that the test moves.</summary>
public sealed class CleanupTests
{
    [Fact]
    public async Task Cleanup_SilentAndTalkingConnections_ClosesTheSilentOnesAndCountsThem()
    {
        var clock = new TestClock();
        var (interval, idleTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
        await using var host = await PlatformHost.StartAsync(
            new Dictionary<string, string> { ["Connections:IdleTimeout"] = idleTimeout.ToString() }, services: services => services.UseTestClock(clock));
        var topic = PlatformFixture.NewId("t");
        await using var silent = await host.ConnectAsync();
        await using var other = await host.ConnectAsync();
        await silent.SubscribeAsync(topic);
        await using var talking = await host.ConnectAsync();
        await clock.PassAsync(interval);
        await talking.NextAsync("heartbeat");
        Assert.Empty(await talking.DrainAsync());

        // Between two heartbeats, which would close the silent ones by themselves.
        clock.Advance(idleTimeout - interval - TimeSpan.FromTicks(1));
        Assert.Equal(0, await CleanUpAsync(host));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, await CleanUpAsync(host));

        Assert.Equal((4005, 4005), (await silent.WhenClosedAsync(), await other.WhenClosedAsync()));
        var stats = await host.GetStatsAsync();
        Assert.Equal(1, stats.GetProperty("total_connections").GetInt32());
        Assert.Empty(stats.GetProperty("subscription_counts").EnumerateObject());
        Assert.Empty(await talking.DrainAsync());
        Assert.Equal(0, await CleanUpAsync(host));
        host.Log.AssertNoErrors();
    }

    private static async Task<int> CleanUpAsync(PlatformHost host) =>
        (await host.AdministerAsync("/ws/cleanup")).AssertOk("cleaned_connections message").GetProperty("cleaned_connections").GetInt32();
}
