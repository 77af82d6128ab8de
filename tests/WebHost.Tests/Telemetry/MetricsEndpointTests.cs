using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Telemetry;

[Collection(MetricsCollection.Name)]
public sealed class MetricsEndpointTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
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
}
