using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests;

/// <summary>A web host outlives all silos: its sockets stay, it says what it cannot do, and goes on when they are back.</summary>
public sealed class SilosLostTests : IDisposable
{
    private const string Metrics = "metrics_survivor";

    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-silos-lost-").FullName;

    private Dictionary<string, string> Settings => new()
    {
        ["Data:Folder"] = _folder,
        ["Orleans:Clustering:ProviderType"] = "Sqlite",
        ["Auth:SigningKey"] = TestTokens.SigningKey,
        ["Gateway:HeartbeatInterval"] = "00:00:01",
        ["Gateway:ReportInterval"] = "00:00:00.500",
        ["Gateway:Lease"] = "00:00:06",
        ["GatewayWatch:MissedHeartbeats"] = "12", // A machine that stands still for seconds is no web host that is gone.
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Silos_AllKilledAndStartedAgain_SocketsStayAndPublishersHear503()
    {
        await using var silo = PlatformProcess.StartSilo("silo", Settings);
        await using var host = PlatformProcess.StartWebHost("web host", Settings);
        await host.WhenReadyAsync();
        using var rest = new RestClient(host.Address!);
        await using var socket = await SocketClient.ConnectAsync(host.Address!);
        await socket.SubscribeAsync(Metrics);
        await socket.SubscribeAsync("notifications");

        await silo.KillAsync();
        await Eventually.HoldsAsync("it is not ready, and says why", async () => await rest.SendAsync(HttpMethod.Get, "/health/ready") is { Status: 503 } health
            && health.Json.GetProperty("checks").GetProperty("cluster").GetProperty("description").GetString() is { Length: > 0 });
        using var answer = await PublishAsync(host.Address!);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Equal(200, (await rest.SendAsync(HttpMethod.Get, "/health/live")).Status);

        // Its own heartbeats, as none comes from a silo.
        await socket.DrainAsync();
        await socket.NextAsync("heartbeat");
        await socket.NextAsync("heartbeat");

        await using var next = PlatformProcess.StartSilo("next silo", Settings);
        await host.WhenReadyAsync();
        Assert.Equal(200, (await rest.PublishAsync("/ws/notification", new { title = "back", message = "m" })).Status);
        Assert.Equal("back", (await socket.NextAsync("notification")).GetProperty("data").GetProperty("title").GetString());
        Assert.Equal(200, (await rest.PublishAsync("/ws/live-metrics", new { device_id = "survivor" })).Status);
        Assert.Equal(Metrics, (await socket.NextAsync("live_metrics")).GetProperty("topic").GetString());
        Assert.Contains("cannot reach the cluster; trying again", host.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PublishAsync(Uri host)
    {
        using var http = new HttpClient { BaseAddress = host };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Publisher());
        return await http.PostAsJsonAsync(new Uri("/ws/notification", UriKind.Relative), new { title = "lost", message = "m" });
    }
}
