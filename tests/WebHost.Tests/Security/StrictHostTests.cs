using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>A host without anonymous sockets, and with rules for topics.</summary>
public sealed class StrictHostTests(StrictHostTests.Fixture strict) : IClassFixture<StrictHostTests.Fixture>
{
    private const int MaxNameLength = 60;

    private readonly PlatformHost _host = strict.Host;

    [Fact]
    public async Task Connect_WithoutToken_IsToldAndClosedWith4500()
    {
        await using var client = await SocketClient.OpenAsync(_host.Address);
        var frame = await client.NextAsync();
        Assert.Equal(("error", "invalid_token"), (frame.Type(), frame.Data().Text("code")));
        Assert.Equal(4500, await client.WhenClosedAsync());
    }

    [Theory]
    [InlineData("ops_alerts", "user", false)]
    [InlineData("ops_alerts", "publisher", false)]
    [InlineData("ops_alerts", "admin", true)]
    [InlineData("backend_jobs", "user", false)]
    [InlineData("backend_jobs", "device", false)]
    [InlineData("backend_jobs", "publisher", true)]
    [InlineData("backend_jobs", "admin", true)]
    [InlineData("backend_public", "user", true)]
    [InlineData("OPS_alerts", "user", true)]
    [InlineData("anything_else", "user", true)]
    public async Task Subscribe_TopicWithARule_AsksForTheRole(string topic, string role, bool isPermitted)
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.Mint(PlatformFixture.NewId("user"), role));
        var answer = await client.SubscribeAsync(topic);
        Assert.Equal(isPermitted ? "subscribed" : "rejected", answer.Text("status"));
        Assert.Equal(isPermitted ? null : "not_permitted", isPermitted ? null : answer.Text("code"));
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("locked", "publisher", 403)]
    [InlineData("locked", "admin", 200)]
    [InlineData("other", "publisher", 200)]
    public async Task Publish_TopicWithARule_AsksForTheRole(string device, string role, int status)
    {
        var token = TestTokens.Mint(PlatformFixture.NewId("user"), role);
        Assert.Equal(status, (await _host.SendAsync(HttpMethod.Post, "/ws/device-alert", new { device_id = device }, token)).Status);
        Assert.Equal(status, (await _host.SendAsync(HttpMethod.Post, $"/devices/{device}/status", new { }, token)).Status);
    }

    [Fact]
    public async Task Publishing_Anonymous_IsRefusedUnlessItIsAllowed()
    {
        // The setting for sockets is not the one for publishing: here the latter is on.
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/notification", new { title = "T", message = "M" })).Status);
        (await _host.SendAsync(HttpMethod.Post, "/ws/broadcast", "{}")).AssertProblem(401);
    }

    [Fact]
    public async Task Subscribe_AsManyTopicsAsAllowed_MayChangeThem()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        var topics = Enumerable.Range(0, 4).Select(_ => PlatformFixture.NewId("t")).ToList();
        foreach (var topic in topics.Take(3))
        {
            Assert.Equal("subscribed", (await client.SubscribeAsync(topic)).Text("status"));
        }

        Assert.Equal("subscribed", (await client.SubscribeAsync(topics[0])).Text("status"));
        await client.UnsubscribeAsync(topics[0]);
        Assert.Equal("subscribed", (await client.SubscribeAsync(topics[3])).Text("status"));
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task Subscribe_MoreTopicsThanAllowed_IsRejectedAndClosedWith4505()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        var topics = Enumerable.Range(0, 4).Select(_ => PlatformFixture.NewId("t")).ToList();
        foreach (var topic in topics)
        {
            await client.SendAsync(new { type = "subscription", data = new { topic } });
        }

        await client.SendAsync(new { type = "heartbeat" });
        foreach (var topic in topics.Take(3))
        {
            var answer = (await client.NextAsync()).Data();
            Assert.Equal((topic, "subscribed"), (answer.Text("topic"), answer.Text("status")));
        }

        var refused = (await client.NextAsync()).Data();
        Assert.Equal((topics[3], "rejected", "too_many_subscriptions"), (refused.Text("topic"), refused.Text("status"), refused.Text("code")));
        Assert.Equal(4505, await client.WhenClosedAsync());
        Assert.Empty(client.Waiting());
        var counts = (await _host.GetStatsAsync()).GetProperty("subscription_counts");
        Assert.All(topics, topic => Assert.False(counts.Has(topic)));
    }

    [Fact]
    public async Task Topic_LongestNameAllowed_IsTakenAndOneCharacterMoreIsNot()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        var longest = PlatformFixture.NewId("t").PadRight(MaxNameLength, 'x');
        Assert.Equal("subscribed", (await client.SubscribeAsync(longest)).Text("status"));
        var refused = await client.SubscribeAsync(longest + "x");
        Assert.Equal(("rejected", "invalid_topic"), (refused.Text("status"), refused.Text("code")));
        Assert.Contains($"1 to {MaxNameLength} characters", refused.Text("message"), StringComparison.Ordinal);

        Assert.Equal(1, (await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = longest })).Json.GetProperty("recipients").GetInt32());
        var problem = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = longest + "x" });
        problem.AssertProblem(400);
        Assert.Contains($"1 to {MaxNameLength} characters", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_LongestAllowed_IsTakenAndOneByteMoreCloses1009()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        var text = """{"type":"heartbeat","data":{}}""";
        await client.SendTextAsync(text.PadRight(1024));
        await client.NextAsync("heartbeat");
        await client.SendTextAsync(text.PadRight(1025));
        Assert.Equal(1009, await client.WhenClosedAsync());
    }

    [Fact]
    public async Task Body_LargestAllowed_IsTakenAndOneByteMoreIs413()
    {
        var body = """{"a":1}""";
        Assert.Equal(200, (await _host.PublishAsync("/ws/performance-data", body.PadRight(1024))).Status);
        (await _host.PublishAsync("/ws/performance-data", body.PadRight(1025))).AssertProblem(413);
        using var chunked = new StreamContent(new MemoryStream(new byte[4096]));
        chunked.Headers.ContentType = new("application/json");
        (await _host.PublishAsync("/ws/performance-data", chunked)).AssertProblem(413);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Auth:AllowAnonymousSockets"] = "false",
            ["Auth:AllowAnonymousPublishing"] = "true",
            ["Connections:MaxMessageBytes"] = "1024",
            ["Connections:MaxSubscriptions"] = "3",
            ["Http:MaxBodyBytes"] = "1024",
            ["Topics:MaxNameLength"] = $"{MaxNameLength}",
            ["Topics:Rules:0:Pattern"] = "ops_*",
            ["Topics:Rules:0:SubscribeRole"] = "admin",
            ["Topics:Rules:1:Pattern"] = "backend_public",
            ["Topics:Rules:1:SubscribeRole"] = "user",
            ["Topics:Rules:2:Pattern"] = "backend_*",
            ["Topics:Rules:2:SubscribeRole"] = "publisher",
            ["Topics:Rules:3:Pattern"] = "device_locked",
            ["Topics:Rules:3:PublishRole"] = "admin",
        });

        public Task DisposeAsync() => PlatformFixture.StopAsync(Host, TestTokens.Publisher());
    }
}
