using System.Text.RegularExpressions;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Tests.Documentation;

namespace AndroidZen.WebHost.Tests.Telemetry;

[Collection(PlatformCollection.Name)]
public sealed partial class MetricsEndpointTests(PlatformFixture fixture)
{
    private const string Path = "/metrics";

    [Fact]
    public async Task Get_NoToken_Is401() => Assert.Equal(401, (await fixture.Host.SendAsync(HttpMethod.Get, Path)).Status);

    [Fact]
    public async Task Get_OfAPublisher_Is403() => Assert.Equal(403, (await fixture.Host.SendAsync(HttpMethod.Get, Path, token: TestTokens.Publisher())).Status);

    [Fact]
    public async Task Get_AfterPublicationsAndARecovery_TellsOfThem()
    {
        var device = PlatformFixture.NewId("measured");
        await using (var client = await fixture.Host.ConnectAsync())
        {
            await client.SubscribeAsync($"metrics_{device}");
            await client.SubscribeAsync("notifications");
            await fixture.Host.PublishAsync("/ws/live-metrics", new { device_id = device, metrics = new { cpu_usage = 1 } });
            var frame = await client.NextAsync("live_metrics");
            await fixture.Host.PublishAsync("/ws/notification", new { title = "t", message = "m" });
            await client.NextAsync("notification");
            await client.SubscribeAsync($"metrics_{device}", since: (frame.GetProperty("epoch").GetString()!, 0));
        }

        string[] wanted =
            [
                """androidzen_topics_publications_total{otel_scope_name="AndroidZen.Grains",durability="durable"}""",
                """androidzen_topics_publications_total{otel_scope_name="AndroidZen.Grains",durability="volatile"}""",
                "androidzen_topics_commit_duration_seconds_count{",
                "androidzen_topics_commit_size_count{",
                """androidzen_topics_commit_size_bucket{otel_scope_name="AndroidZen.Grains",le="256"} """,
                "androidzen_streaming_queue_wait_seconds_count{",
                """androidzen_gateway_publications_received_total{otel_scope_name="AndroidZen.Gateway",verdict="next"}""",
                "androidzen_gateway_delivery_lag_seconds_count{",
                """androidzen_gateway_recoveries_total{otel_scope_name="AndroidZen.Gateway",outcome="recovered"}""",
            ];

        // An answer is given again to whoever asks within some tenths of a second.
        await Eventually.HoldsAsync("all of it is told", async () =>
        {
            var text = (await fixture.Host.SendAsync(HttpMethod.Get, Path, token: TestTokens.Admin())).Text;
            return wanted.All(series => text.Contains($"\n{series}", StringComparison.Ordinal));
        });
    }

    /// <summary>A counter that is first seen at 1 has not risen, for Prometheus: an alert on what happens once would never see it happen.</summary>
    [Fact]
    public async Task Get_NothingHasHappenedYet_HasTheCountersOfAlerts()
    {
        var wanted = PrometheusRules.Read().SelectMany(rule => Counter().Matches(rule.Expression).Select(match => match.Value)).ToHashSet();
        Assert.Contains("androidzen_gateways_lost_total", wanted);
        await using var host = await PlatformHost.StartAsync(PlatformFixture.Quiet);
        var text = (await host.SendAsync(HttpMethod.Get, Path, token: TestTokens.Admin())).Text;
        Assert.DoesNotContain(wanted, counter => !text.Contains($"\n{counter}{{", StringComparison.Ordinal));
        Assert.Contains("""androidzen_gateway_messages_failures_total{otel_scope_name="AndroidZen.Gateway",reason="server_error"} """, text, StringComparison.Ordinal);
        Assert.Contains("""androidzen_gateway_disconnects_total{otel_scope_name="AndroidZen.Gateway",reason="slow_consumer"} """, text, StringComparison.Ordinal);
        Assert.Contains("""androidzen_gateway_recoveries_total{otel_scope_name="AndroidZen.Gateway",outcome="lost"} """, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAnAdministrator_HasOurMetricsAndThoseOfOrleansAspNetCoreAndRuntime()
    {
        await using var client = await fixture.Host.ConnectAsync();
        await fixture.Host.SendAsync(HttpMethod.Get, "/topics", token: TestTokens.Admin()); // The first request is counted when it is over.

        var answer = await fixture.Host.SendAsync(HttpMethod.Get, Path, token: TestTokens.Admin());

        Assert.Equal(200, answer.Status);
        Assert.Equal("text/plain", answer.MediaType);
        Assert.All(["androidzen_gateway_connections{", "orleans_", "http_server_", "kestrel_", "dotnet_"], name => Assert.Contains($"\n{name}", answer.Text, StringComparison.Ordinal));
    }

    [GeneratedRegex("androidzen_[a-z_]+_total")]
    private static partial Regex Counter();
}
