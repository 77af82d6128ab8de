using System.Text;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>Peers that go without a word, or in the middle of one; on bare TCP.</summary>
public sealed class LostPeersTests
{
    private static readonly byte[] _ping = RawSocket.Masked(0x89, "still here"u8);

    /// <summary>Half open: TCP says nothing of a peer whose network is gone. Whatever comes counts as a sign of life, also what only the WebSocket sees.</summary>
    [Fact]
    public async Task HalfOpen_NothingIsHeard_IsClosedAndCutAndWhoeverPingsStays()
    {
        var clock = new TestClock();
        var (interval, idleTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(70));
        var settings = new Dictionary<string, string> { ["Connections:IdleTimeout"] = idleTimeout.ToString(), ["Connections:CloseTimeout"] = "00:00:05" };
        await using var host = await PlatformHost.StartAsync(settings, services: services => services.UseTestClock(clock));
        await using var silent = await OpenAsync(host);
        await using var pinging = await OpenAsync(host);
        await using var ponging = await OpenAsync(host);
        await using var sending = await OpenAsync(host); // One message that never ends.
        await sending.SendAsync(RawSocket.Masked(0x01, "{"u8));
        for (var beat = 1; beat <= 6; beat++)
        {
            await clock.PassAsync(interval);
            foreach (var (client, sign) in new[] { (pinging, _ping), (ponging, [.. RawSocket.Masked(0x8A, []), .. _ping]), (sending, [.. RawSocket.Masked(0x00, " "u8), .. _ping]) })
            {
                Assert.Contains("\"source\":\"server\"", (await client.ReadAnyFrameAsync()).Text, StringComparison.Ordinal);
                await client.SendAsync(sign);
                Assert.Equal((10, "still here"), (await client.ReadFrameAsync()) switch { var pong => (pong.OpCode, pong.Text) });
            }

            if (beat == 3)
            {
                Assert.Equal(4005, await silent.ReadCloseCodeAsync());
            }
        }

        await silent.WhenEndedAsync(); // It did not answer the close frame either.
        Assert.Equal(3, host.Services.GetRequiredService<ConnectionRegistry>().Count);
        host.Log.AssertNoErrors();
    }

    public static TheoryData<string, byte[], bool> LastWords => new()
    {
        { "within a header, reset", [0x81], true },
        { "within a length, reset", [0x81, 0xFE, 1], true },
        { "within a mask, reset", [0x81, 0x85, 1, 2], true },
        { "within a message, reset", RawSocket.Frame(0x81, "{\"type\""u8.ToArray(), claimedLength: 1000), true },
        { "between fragments, reset", RawSocket.Masked(0x01, "{\"type\""u8), true },
        { "behind a ping, reset", _ping, true },
        { "behind a close frame, reset", RawSocket.Masked(0x88, [0x03, 0xE8]), true },
        { "within a header, ended", [0x81], false },
        { "within a message, ended", RawSocket.Frame(0x81, "{\"type\""u8.ToArray(), claimedLength: 1000), false },
        { "between fragments, ended", RawSocket.Masked(0x01, "{\"type\""u8), false },
        { "behind a close frame, ended", RawSocket.Masked(0x88, [0x03, 0xE8]), false },
        { "behind half a close frame, ended", [0x88, 0x82, 1, 2, 3, 4, 5], false },
        { "without a word, ended", [], false },
    };

    [Fact]
    public async Task Peer_GoneInTheMiddleOfAnything_IsForgottenAtOnce()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Connections:CloseTimeout"] = "00:10:00", // Nothing of this waits for a deadline.
            ["Connections:SendTimeout"] = "00:10:00",
        });
        var connections = host.Services.GetRequiredService<ConnectionRegistry>();
        var closing = host.Services.GetRequiredService<ClosingSockets>();
        await using var other = await host.ConnectAsync();
        var topic = PlatformFixture.NewId("t");
        await other.SubscribeAsync(topic);
        foreach (var row in LastWords)
        {
            var (what, bytes, isReset) = ((string)row[0], (byte[])row[1], (bool)row[2]);
            await using var client = await OpenAsync(host);
            await client.SendAsync(RawSocket.Masked(0x81, Encoding.UTF8.GetBytes($$$"""{"type":"subscription","data":{"topic":"{{{topic}}}"}}""")));
            Assert.Contains("subscribed", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
            await client.SendAsync(bytes);
            if (isReset)
            {
                client.Reset();
            }
            else
            {
                client.EndSending();
                await client.WhenEndedAsync();
            }

            await Eventually.HoldsAsync(
                $"the peer that went {what} is forgotten",
                async () => connections.Count == 1 && closing.Count == 0
                    && (await host.GetStatsAsync()).GetProperty("subscription_counts").GetProperty(topic).GetInt32() == 1);
        }

        Assert.Equal(1, (await host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic })).Json.GetProperty("recipients").GetInt32());
        await other.NextAsync("analytics_update");
        Assert.Empty(await other.DrainAsync());
        host.Log.AssertNoErrors();
    }

    private static async Task<RawSocket> OpenAsync(PlatformHost host)
    {
        var client = await RawSocket.OpenAsync(host.Address);
        Assert.Contains("device_connected", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
        return client;
    }
}
