using System.Text;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>A real peer that stops reading while publications flow: it holds no more than it may, is closed, and costs the others nothing.</summary>
public sealed class StalledPeerTests
{
    private const int OutboxBytes = 1024 * 1024;
    private const int MaxPublications = 5000;

    [Fact]
    public async Task Peer_ThatReadsNothing_IsBoundedAndClosedAndOthersGetEverything()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Connections:OutboxBytes"] = $"{OutboxBytes}",
            ["Connections:SendTimeout"] = "00:10:00", // It is the bytes that count here, not the time.
            ["Connections:CloseTimeout"] = "00:00:00.500",
        });
        var (clientId, topic) = (PlatformFixture.NewId("stalled"), PlatformFixture.NewId("t"));
        await using var healthy = await host.ConnectAsync();
        await healthy.SubscribeAsync(topic);
        await using var stalled = await RawSocket.ConnectAsync(host.Address, receiveBufferBytes: 4096);
        await stalled.SendAsync(RawSocket.Handshake($"/ws?client_id={clientId}"));
        Assert.StartsWith("HTTP/1.1 101 ", await stalled.ReadHeadAsync(), StringComparison.Ordinal);
        await stalled.ReadFrameAsync();
        await stalled.SendAsync(RawSocket.Masked(0x81, Encoding.UTF8.GetBytes($$$"""{"type":"subscription","data":{"topic":"{{{topic}}}"}}""")));
        Assert.Contains("subscribed", (await stalled.ReadFrameAsync()).Text, StringComparison.Ordinal);
        var connection = host.Services.GetRequiredService<ConnectionRegistry>().All.Single(one => one.ClientId == clientId);

        var pad = new string('p', 8 * 1024);
        var most = 0L;
        var number = 0;
        for (; !connection.Ended.IsCompleted && number < MaxPublications; number++)
        {
            await PublishAsync(host, healthy, topic, number, pad);
            most = Math.Max(most, connection.OutboxBytes);
        }

        Assert.Equal(DisconnectReason.SlowConsumer, await connection.Ended.WaitAsync(SocketClient.Patience));
        Assert.InRange(most, OutboxBytes / 2, OutboxBytes);
        Assert.Equal(0, connection.OutboxBytes);

        // It is not waited for, is counted nowhere, and is cut, because it does not read the close frame.
        await connection.Left.WaitAsync(SocketClient.Patience);
        Assert.Equal(1, (await host.GetStatsAsync()).GetProperty("total_connections").GetInt32());
        await Eventually.HoldsAsync("the peer is cut", () => Task.FromResult(host.Services.GetRequiredService<ClosingSockets>().Count == 0));
        Assert.True(await stalled.ReadCloseCodeAsync() is null or 4004);
        await PublishAsync(host, healthy, topic, number, pad);
        Assert.Empty(await healthy.DrainAsync());
        host.Log.AssertNoErrors();
    }

    private static async Task PublishAsync(PlatformHost host, SocketClient healthy, string topic, int number, string pad)
    {
        Assert.Equal(200, (await host.AdministerAsync("/ws/broadcast", new { data = new { number, pad }, subscription_filter = topic })).Status);
        Assert.Equal(number, (await healthy.NextAsync()).Data().GetProperty("number").GetInt32());
    }
}
