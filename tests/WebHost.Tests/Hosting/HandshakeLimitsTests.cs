using AndroidZen.TestKit;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>Peers that open connections and make no requests of them.</summary>
public sealed class HandshakeLimitsTests
{
    [Fact]
    public async Task Connection_WithoutAWholeRequest_IsEndedInTime()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Http:HeadersTimeout"] = "00:00:01",
            ["Http:KeepAliveTimeout"] = "00:00:02",
        });
        await using var socket = await host.ConnectAsync();
        await using var silent = await RawSocket.ConnectAsync(host.Address);
        await using var slow = await RawSocket.ConnectAsync(host.Address);
        await slow.SendAsync(RawSocket.Handshake("/ws")[..^2]);
        Assert.StartsWith("HTTP/1.1 408 ", await slow.ReadHeadAsync(), StringComparison.Ordinal);
        await slow.WhenEndedAsync();
        await silent.WhenEndedAsync();

        // A socket is no request that waits.
        Assert.Empty(await socket.DrainAsync());
        host.Log.AssertNoErrors();
    }

    /// <summary>Bytes that come one by one do not make the time longer.</summary>
    [Theory]
    [InlineData("GET /ws?client_id=")]
    [InlineData("GET /ws HTTP/1.1\r\nHost: localhost\r\nX-Drip: ")]
    public async Task Connection_RequestComesByteByByte_IsEndedInTimeWhileOthersAreServed(string start)
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Http:HeadersTimeout"] = "00:00:01",
            ["Connections:MessageRate"] = "0",
        });
        await using var socket = await host.ConnectAsync();
        await using var drip = await RawSocket.ConnectAsync(host.Address);
        await drip.SendAsync(start);
        var ending = drip.ReadHeadAsync();
        while (!ending.IsCompleted)
        {
            try
            {
                await drip.SendAsync("x");
            }
            catch (IOException)
            {
                break; // It has been ended.
            }

            // The round trips of others are what paces it.
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/health/live")).Status);
            Assert.Empty(await socket.DrainAsync());
        }

        // Too late, or too long before that; a reset that comes with the answer may overtake it.
        Assert.Matches("^(HTTP/1.1 (408|414|431) |$)", await ending);
        await drip.WhenEndedAsync();
        host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Connections_MoreThanAllowed_AreCutAndSocketsAreNotAmongThem()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet) { ["Http:MaxConnections"] = "4" });
        for (var number = 0; number < 3; number++)
        {
            await using var one = await host.ConnectAsync();
            await using var two = await host.ConnectAsync();
            await using var three = await host.ConnectAsync();
            await using var four = await host.ConnectAsync();
            await using var five = await host.ConnectAsync();
            Assert.Empty(await one.DrainAsync());
        }

        var open = new List<RawSocket>(); // Beside the connection that the test's REST client keeps.
        try
        {
            for (var number = 0; number < 3; number++)
            {
                open.Add(await RawSocket.ConnectAsync(host.Address));
                await open[^1].SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Assert.StartsWith("HTTP/1.1 200 ", await open[^1].ReadHeadAsync(), StringComparison.Ordinal);
            }

            open.Add(await RawSocket.ConnectAsync(host.Address));
            await open[^1].WhenEndedAsync();
        }
        finally
        {
            foreach (var client in open)
            {
                await client.DisposeAsync();
            }
        }

        host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Limits_ByDefault_AreTheDocumentedOnes()
    {
        await using var host = await PlatformHost.StartAsync(PlatformFixture.Quiet);
        var limits = host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(130), 20_000), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout, limits.MaxConcurrentConnections));
    }
}
