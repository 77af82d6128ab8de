using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>The heartbeat that the server sends by itself, and what happens to those who never say anything: the whole platform and real sockets, on a clock that the test moves.</summary>
public sealed class HeartbeatTests
{
    [Fact]
    public Task Heartbeat_Defaults_ComesEvery30SecondsAndClosesThoseSilentFor5Minutes() =>
        AssertHeartbeatAndCleanupAsync(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), beatsOfTheSilent: 9, []);

    [Fact]
    public Task Heartbeat_OtherIntervals_ComesAndClosesAsConfigured() =>
        AssertHeartbeatAndCleanupAsync(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(27), beatsOfTheSilent: 3, new()
        {
            ["Gateway:HeartbeatInterval"] = "00:00:07",
            ["Connections:IdleTimeout"] = "00:00:27",
        });

    private static async Task AssertHeartbeatAndCleanupAsync(
        TimeSpan interval, TimeSpan idleTimeout, int beatsOfTheSilent, Dictionary<string, string> settings)
    {
        var clock = new TestClock();
        await using var host = await PlatformHost.StartAsync(settings, services: services => services.UseTestClock(clock));
        await using var silent = await host.ConnectAsync();
        await using var talking = await host.ConnectAsync();
        Assert.Equal(interval.TotalMilliseconds, talking.Greeting.GetProperty("heartbeat_interval_ms").GetInt32());
        for (var beat = 1; beat <= beatsOfTheSilent; beat++)
        {
            await clock.PassAsync(interval);
            AssertHeartbeat(clock, await silent.NextAsync(static _ => true, "a heartbeat"));
            AssertHeartbeat(clock, await talking.NextAsync(static _ => true, "a heartbeat"));
            Assert.Empty(await talking.DrainAsync(withHeartbeats: true));
        }

        Assert.True(beatsOfTheSilent * interval < idleTimeout);
        Assert.Equal(2, await CountConnectionsAsync(host));
        await clock.PassAsync(interval);
        Assert.Equal(4005, await silent.WhenClosedAsync());
        Assert.Equal(1, await CountConnectionsAsync(host));
        Assert.Empty(silent.Waiting(withHeartbeats: true));
        AssertHeartbeat(clock, await talking.NextAsync(static _ => true, "a heartbeat"));
        Assert.Empty(await talking.DrainAsync(withHeartbeats: true));

        // Whoever answers stays, however long.
        for (var passed = TimeSpan.Zero; passed < 2 * idleTimeout; passed += interval)
        {
            await clock.PassAsync(interval);
            AssertHeartbeat(clock, await talking.NextAsync(static _ => true, "a heartbeat"));
            Assert.Empty(await talking.DrainAsync(withHeartbeats: true));
        }

        Assert.Equal(1, await CountConnectionsAsync(host));
        host.Log.AssertNoErrors();
    }

    private static void AssertHeartbeat(TestClock clock, JsonElement frame)
    {
        Assert.Equal(("heartbeat", """{"source":"server"}"""), (frame.Type(), frame.Data().GetRawText()));
        Assert.Equal("data timestamp type", frame.Members());
        Assert.Equal(clock.GetUtcNow(), frame.GetProperty("timestamp").GetDateTimeOffset());
    }

    private static async Task<int> CountConnectionsAsync(PlatformHost host) => (await host.GetStatsAsync()).GetProperty("total_connections").GetInt32();
}
