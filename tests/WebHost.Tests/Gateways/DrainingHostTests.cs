using System.Net;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>What a host says to those who ask while it sends its clients away: real Kestrel, real sockets.</summary>
public sealed class DrainingHostTests
{
    [Fact]
    public async Task Draining_AnyRequest_OnlyNewConnectionsAreRefused()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet) { ["Gateway:DrainWindow"] = "01:00:00" });
        var drain = host.Services.GetRequiredService<GatewayDrain>();
        var topic = PlatformFixture.NewId("topic");
        await using var client = await host.ConnectAsync();
        await client.SubscribeAsync(topic);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/health/ready")).Status);

        var stopping = drain.StoppingAsync(CancellationToken.None);
        var frame = await client.NextAsync();
        Assert.Equal(("reconnect", "after_ms reason"), (frame.Type(), frame.Data().Members()));
        Json.AssertTime(frame);

        // Not ready, and no new connections.
        Assert.Equal(503, (await host.SendAsync(HttpMethod.Get, "/health/ready")).Status);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/health/live")).Status);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var handshake = new HttpRequestMessage(HttpMethod.Get, "/ws")
        {
            Headers = { { "Connection", "Upgrade" }, { "Upgrade", "websocket" }, { "Sec-WebSocket-Version", "13" }, { "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==" } },
        };
        using var refusal = await http.SendAsync(handshake);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (refusal.StatusCode, refusal.Headers.RetryAfter?.ToString()));

        // All else is as ever.
        await client.SubscribeAsync(PlatformFixture.NewId("another"));
        var answer = await host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic, data = new { n = 1 } });
        Assert.Equal(1, answer.Json.GetProperty("recipients").GetInt32());
        Assert.Equal(1, (await client.NextAsync("analytics_update")).Data().GetProperty("n").GetInt32());
        Assert.Equal(1, (await host.GetStatsAsync()).GetProperty("total_connections").GetInt32());
        Assert.False(stopping.IsCompleted);

        drain.Hurry();
        await stopping.WaitAsync(SocketClient.Patience);
        Assert.Equal(4001, await client.WhenClosedAsync());
        host.Log.AssertNoErrors();
    }

    /// <summary>When the drain is over, nothing of the last connection is left to be done.</summary>
    [Fact]
    public async Task Draining_ClientGoesAsItIsTold_IsOverWhenItIsCountedNowhere()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet) { ["Gateway:DrainWindow"] = "01:00:00" });
        await using var client = await host.ConnectAsync();
        var stopping = host.Services.GetRequiredService<GatewayDrain>().StoppingAsync(CancellationToken.None);
        await client.NextAsync("reconnect");
        await client.CloseAsync();
        await stopping.WaitAsync(SocketClient.Patience);
        Assert.Equal(1000, client.CloseCode);
        Assert.Equal(0, (await host.GetStatsAsync()).GetProperty("total_connections").GetInt32());
    }
}
