using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AndroidZen.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>What is open in Development alone, and anonymous publishing, which is on there.</summary>
public sealed class DevelopmentTests(DevelopmentTests.Fixture development) : IClassFixture<DevelopmentTests.Fixture>
{
    private readonly PlatformHost _host = development.Host;

    [Theory]
    [InlineData(null, "developer", "user")]
    [InlineData("{}", "developer", "user")]
    [InlineData("""{"user_id":"alice"}""", "alice", "user")]
    [InlineData("""{"user_id":"alice","role":"admin"}""", "alice", "admin")]
    [InlineData("""{"role":"publisher"}""", "developer", "publisher")]
    [InlineData("""{"user_id":"pixel-7","role":"device"}""", "pixel-7", "device")]
    public async Task DevToken_AskedFor_IsMintedAsAskedAndBelieved(string? body, string user, string role)
    {
        var token = (await _host.SendAsync(HttpMethod.Post, "/dev/token", body)).AssertOk("token").Text("token")!;
        var claims = new JsonWebTokenHandler().ReadJsonWebToken(token);
        Assert.Equal((user, user, "access"), (claims.Subject, claims.GetClaim("user_id").Value, claims.GetClaim("type").Value));
        Assert.Equal(role, claims.GetClaim("role").Value);
        Assert.InRange(claims.ValidTo - DateTime.UtcNow, TimeSpan.FromHours(11), TimeSpan.FromHours(12));

        await using var client = await _host.ConnectAsync(token: token);
        Assert.Equal(user, client.Greeting.Text("user_id"));
        Assert.Equal(role == "admin" ? 200 : 403, (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token)).Status);
    }

    [Fact]
    public async Task Request_WithoutToken_IsNotAuthenticated()
    {
        var meters = _host.Services.GetRequiredService<IMeterFactory>();
        var results = new ConcurrentQueue<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "aspnetcore.authentication.authenticate.duration" && instrument.Meter.Scope == meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => results.Enqueue(tags.ToArray().Single(tag => tag.Key == "aspnetcore.authentication.result").Value));
        listener.Start();
        await using (await _host.ConnectAsync())
        {
            Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/live-metrics", new { device_id = "a" })).Status);
        }

        Assert.Empty(results);
        var token = (await _host.SendAsync(HttpMethod.Post, "/dev/token", new { role = "publisher" })).AssertOk("token").Text("token");
        Assert.Empty(results);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/live-metrics", new { device_id = "a" }, token)).Status);
        Assert.Equal(["success"], results);
    }

    [Theory]
    [InlineData("""{"role":"root"}""", "role")]
    [InlineData("""{"role":7}""", "role")]
    [InlineData("""{"user_id":" two words"}""", "user_id")]
    [InlineData("""{"user_id":7}""", "user_id")]
    public async Task DevToken_IllFormed_NamesTheField(string body, string field)
    {
        (await _host.SendAsync(HttpMethod.Post, "/dev/token", body)).AssertNames(field);
    }

    [Fact]
    public async Task DevDashboard_InABrowser_SignsIn()
    {
        using var browser = new HttpClient { BaseAddress = _host.Address };
        using var page = await browser.GetAsync(new Uri("/dev/dashboard", UriKind.Relative));
        Assert.Equal(200, (int)page.StatusCode);
        Assert.StartsWith("/dashboard", page.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("html", page.Content.Headers.ContentType?.MediaType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_Anonymous_IsAcceptedAndLands()
    {
        var device = PlatformFixture.NewId("device");
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"metrics_{device}");
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/live-metrics", new { device_id = device })).Status);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/notification", new { title = "T", message = "M" })).Status);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, $"/devices/{device}/status", "{}")).Status);
        await client.NextAsync("live_metrics");
    }

    [Fact]
    public async Task Publishing_WithABadToken_IsRefusedEvenHere()
    {
        var body = new { title = "T", message = "M" };
        (await _host.SendAsync(HttpMethod.Post, "/ws/notification", body, "nonsense")).AssertProblem(401);
        (await _host.SendAsync(HttpMethod.Post, "/ws/notification", body, TestTokens.Mint("u", lifetime: TimeSpan.FromHours(-1)))).AssertProblem(401);
    }

    [Fact]
    public async Task Administration_Anonymous_IsRefusedEvenHere()
    {
        (await _host.SendAsync(HttpMethod.Post, "/ws/broadcast", "{}")).AssertProblem(401);
        (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup")).AssertProblem(401);
        Assert.Equal(401, (await _host.SendAsync(HttpMethod.Get, "/dashboard")).Status);
    }

    [Fact]
    public void Log_AtStart_WarnsOfWhatIsOpen()
    {
        Assert.Contains(_host.Log.Lines, line => line.EventId == EventIds.DevelopmentTokens && line.Text.Contains("/dev/token", StringComparison.Ordinal));
        Assert.Contains(_host.Log.Lines, line => line.EventId == EventIds.AnonymousPublishing);
    }

    /// <summary>A host in Development, with the key that it makes itself.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet) { ["Auth:SigningKey"] = "" }, "Development");

        public Task DisposeAsync() => PlatformFixture.StopAsync(Host, token: null);
    }
}
