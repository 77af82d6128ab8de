using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>The heartbeat that the server sends by itself, and what happens to those who never say anything.</summary>
public sealed class HeartbeatTests
{
    [Fact]
    public async Task Heartbeat_EveryInterval_ComesByItselfAndClosesSilentConnections()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>
        {
            ["Gateway:HeartbeatInterval"] = "00:00:01",
            ["Connections:IdleTimeout"] = "00:00:08", // Far from two beats, also on a machine that stands still for seconds.
        });
        await using var silent = await host.ConnectAsync();
        await using var talking = await host.ConnectAsync();
        Assert.Equal(1000, talking.Greeting.GetProperty("heartbeat_interval_ms").GetInt32());
        for (var beat = 0; beat < 2; beat++)
        {
            var frame = await silent.NextAsync();
            Assert.Equal(("heartbeat", """{"source":"server"}"""), (frame.Type(), frame.Data().GetRawText()));
            Assert.Equal("data timestamp type", frame.Members());
            Json.AssertTime(frame);
        }

        // A client that answers every heartbeat stays for as long as it does.
        var closed = silent.WhenClosedAsync();
        while (!closed.IsCompleted)
        {
            await talking.NextAsync("heartbeat");
            await talking.SendAsync(new { type = "heartbeat", data = new { } });
        }

        Assert.Equal(4005, await closed);
        await talking.DrainAsync();
        Assert.Empty(host.Log.Errors);
    }
}
