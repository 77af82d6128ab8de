using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary><c>POST /ws/cleanup</c>, where silence is over soon.</summary>
public sealed class CleanupTests
{
    [Fact]
    public async Task Cleanup_SilentAndTalkingConnections_ClosesTheSilentOnesAndCountsThem()
    {
        await using var host = await PlatformHost.StartAsync(PlatformFixture.Quiet);

        // Shorter than a heartbeat interval may be: a heartbeat closes silent connections as well, and must not get in between.
        host.Services.GetRequiredService<IOptions<ClientConnectionOptions>>().Value.IdleTimeout = TimeSpan.FromSeconds(1);
        var topic = PlatformFixture.NewId("t");
        await using var silent = await host.ConnectAsync();
        await using var other = await host.ConnectAsync();
        await silent.SubscribeAsync(topic);
        await using var talking = await host.ConnectAsync();
        var cleaned = 0;
        while (cleaned < 2)
        {
            // Nobody has to wait by the clock: what is asked again and again is answered with 0 until the time has come.
            Assert.Empty(await talking.DrainAsync());
            var answer = (await host.AdministerAsync("/ws/cleanup")).AssertOk("cleaned_connections message");
            cleaned += answer.GetProperty("cleaned_connections").GetInt32();
        }

        Assert.Equal(2, cleaned);
        Assert.Equal((4005, 4005), (await silent.WhenClosedAsync(), await other.WhenClosedAsync()));
        Assert.Empty(await talking.DrainAsync());
        var stats = await host.GetStatsAsync();
        Assert.Equal(1, stats.GetProperty("total_connections").GetInt32());
        Assert.Empty(stats.GetProperty("subscription_counts").EnumerateObject());
        Assert.Empty(host.Log.Errors);
    }
}
