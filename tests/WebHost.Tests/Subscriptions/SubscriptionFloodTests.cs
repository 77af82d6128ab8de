using AndroidZen.TestKit;
using AndroidZen.WebHost.Subscriptions;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>One socket subscribes and unsubscribes without end: others do not notice, and nothing is left of it.</summary>
public sealed class SubscriptionFloodTests
{
    private const int Messages = 10_000;

    private static readonly byte[] _heartbeat = """{"type":"heartbeat","id":"h"}"""u8.ToArray();

    [Fact]
    public async Task Flood_WithoutALimit_IsAnsweredWhileOthersAreServedAndLeavesNothing()
    {
        await using var host = await StartAsync(messageRate: 0);
        await using var other = await host.ConnectAsync();
        var topic = PlatformFixture.NewId("t");
        await other.SubscribeAsync(topic);
        var before = await FiguresAsync(host);
        await using var flooder = await host.ConnectAsync();
        var flooding = FloodAsync(flooder);
        var served = 0;
        for (var answers = 0; answers < Messages; served++)
        {
            Assert.Equal(200, (await host.AdministerAsync("/ws/broadcast", new { data = new { number = served }, subscription_filter = topic })).Status);
            Assert.Equal(served, (await other.NextAsync()).Data().GetProperty("number").GetInt32());
            answers += flooder.Waiting().Count(frame => frame.Type() is "subscription" or "unsubscription");
        }

        await flooding;
        Assert.True(served > 5, $"The other one got only {served} messages meanwhile.");
        await flooder.CloseAsync();
        Assert.Equal(before, await FiguresAsync(host));
        host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Flood_WithALimit_IsClosedWith4007AndLeavesNothing()
    {
        await using var host = await StartAsync(messageRate: 100);
        await using var other = await host.ConnectAsync();
        await other.SubscribeAsync(PlatformFixture.NewId("t"));
        var before = await FiguresAsync(host);
        await using var flooder = await host.ConnectAsync();
        await FloodAsync(flooder).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(4007, await flooder.WhenClosedAsync());
        Assert.Equal(before, await FiguresAsync(host));
        Assert.Empty(await other.DrainAsync());
        host.Log.AssertNoErrors();
    }

    /// <summary>A client that sends what it had queued while it was away sends faster than it is answered.</summary>
    [Fact]
    public async Task Messages_FarMoreThanFitTheOutbox_AreAllAnsweredToAClientThatReads()
    {
        await using var host = await StartAsync(messageRate: 0, outboxFrames: 64);
        await using var client = await RawSocket.OpenAsync(host.Address);
        Assert.Equal(1, (await client.ReadFrameAsync()).OpCode);
        var sending = client.SendAsync([.. Enumerable.Repeat(RawSocket.Frame(0x81, _heartbeat), Messages).SelectMany(frame => frame)]);
        for (var answer = 0; answer < Messages; answer++)
        {
            Assert.Equal(1, (await client.ReadFrameAsync()).OpCode);
        }

        await sending;
    }

    private static Task<PlatformHost> StartAsync(int messageRate, int outboxFrames = 16 * 1024) => PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
    {
        ["Connections:MessageRate"] = $"{messageRate}",
        ["Connections:MessageBurst"] = $"{Messages / 5}",
        ["Connections:OutboxFrames"] = $"{outboxFrames}",
    });

    /// <summary>Half of the topics are left behind themselves, half with the next ones.</summary>
    private static async Task FloodAsync(SocketClient client)
    {
        var prefix = PlatformFixture.NewId("flood");
        for (var pair = 0; pair < Messages / 2; pair++)
        {
            await client.SendAsync(new { type = "subscription", data = new { topic = $"{prefix}-{pair / 2}" } });
            await client.SendAsync(new { type = "unsubscription", data = new { topic = $"{prefix}-{(pair - (pair % 2)) / 2}" } });
        }
    }

    private static async Task<string> FiguresAsync(PlatformHost host) =>
        $"{await host.GetStatsAsync()}, topics here: {host.Services.GetRequiredService<GatewaySubscriptions>().TopicCount}";
}
