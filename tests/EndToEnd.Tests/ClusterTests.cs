using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests;

/// <summary>What must hold whichever web host one is connected to.</summary>
public sealed class ClusterTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private Uri First => cluster.WebHosts[0].Address!;

    private Uri Second => cluster.WebHosts[1].Address!;

    private static string NewId(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    [Fact]
    public async Task LiveMetrics_PostedToOneHost_ReachTheSocketsOfBoth()
    {
        var device = NewId("phone");
        using var rest = new RestClient(First);
        await using var near = await SocketClient.ConnectAsync(First);
        await using var far = await SocketClient.ConnectAsync(Second);
        await near.SubscribeAsync("metrics_" + device);
        await far.SubscribeAsync("metrics_" + device);

        var answer = await rest.PublishAsync("/ws/live-metrics", new { device_id = device, metrics = new { cpu_usage = 12.5 } });

        Assert.Equal(200, answer.Status);
        foreach (var socket in new[] { near, far })
        {
            var frame = await socket.NextAsync("live_metrics");
            Assert.Equal(12.5, frame.GetProperty("data").GetProperty("metrics").GetProperty("cpu_usage").GetDouble());
            Assert.Equal(1, frame.GetProperty("offset").GetInt64());
        }
    }

    [Fact]
    public async Task Broadcast_SubscribersOnBothHosts_RecipientsIsTheirSum()
    {
        var topic = NewId("topic");
        using var rest = new RestClient(Second);
        await using var near = await SocketClient.ConnectAsync(Second);
        await using var far = await SocketClient.ConnectAsync(First);
        await using var farToo = await SocketClient.ConnectAsync(First);
        await Task.WhenAll(near.SubscribeAsync(topic), far.SubscribeAsync(topic), farToo.SubscribeAsync(topic));

        var three = await rest.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
        await far.UnsubscribeAsync(topic);
        var two = await rest.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });

        Assert.Equal(3, three.Json.GetProperty("recipients").GetInt32());
        Assert.Equal(2, two.Json.GetProperty("recipients").GetInt32());
    }

    [Fact]
    public async Task Stats_AskedOfTheOtherHost_CountsAtOnce()
    {
        var topic = NewId("topic");
        using var rest = new RestClient(Second);
        await using var socket = await SocketClient.ConnectAsync(First);

        await socket.SubscribeAsync(topic);
        var subscribed = await rest.GetStatsAsync();
        await socket.UnsubscribeAsync(topic);
        var unsubscribed = await rest.GetStatsAsync();

        Assert.Equal(1, subscribed.GetProperty("subscription_counts").GetProperty(topic).GetInt32());
        Assert.False(unsubscribed.GetProperty("subscription_counts").TryGetProperty(topic, out _));
    }

    [Fact]
    public async Task SendToUser_UserOnTheOtherHost_Arrives()
    {
        var user = NewId("user");
        using var rest = new RestClient(First);
        await using var socket = await SocketClient.ConnectAsync(Second, token: TestTokens.User(user));

        var answer = await rest.AdministerAsync($"/ws/send-to-user/{user}", new { type = "system_message", data = new { text = "hello" } });

        Assert.Equal(1, answer.Json.GetProperty("recipients").GetInt32());
        var frame = await socket.NextAsync("system_message");
        Assert.Equal("hello", frame.GetProperty("data").GetProperty("text").GetString());
    }

    [Fact]
    public async Task DeleteConnection_OnTheOtherHost_ClosesIt()
    {
        var client = NewId("client");
        using var rest = new RestClient(First);
        await using var socket = await SocketClient.ConnectAsync(Second, client);

        var answer = await rest.SendAsync(HttpMethod.Delete, $"/ws/connections/{client}", token: TestTokens.Admin());
        var again = await rest.SendAsync(HttpMethod.Delete, $"/ws/connections/{client}", token: TestTokens.Admin());

        Assert.Equal(200, answer.Status);
        Assert.Equal(4503, await socket.WhenClosedAsync());
        Assert.Equal(404, again.Status);
    }

    [Fact]
    public async Task Connect_ClientIdOfAConnectionOnTheOtherHost_ReplacesIt()
    {
        var (client, topic) = (NewId("client"), NewId("topic"));
        using var rest = new RestClient(First);
        await using var older = await SocketClient.ConnectAsync(First, client);
        await older.SubscribeAsync(topic);
        await using var newer = await SocketClient.ConnectAsync(Second, client);
        await newer.SubscribeAsync(topic);

        var answer = await rest.AdministerAsync("/ws/broadcast", new { subscription_filter = topic, data = new { n = 1 } });

        Assert.Equal(4008, await older.WhenClosedAsync());
        Assert.Equal(1, answer.Json.GetProperty("recipients").GetInt32());
        Assert.Equal(1, (await newer.NextAsync("analytics_update")).GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal(200, (await rest.SendAsync(HttpMethod.Delete, $"/ws/connections/{client}", token: TestTokens.Admin())).Status);
        Assert.Equal(4503, await newer.WhenClosedAsync());
    }

    [Fact]
    public async Task Heartbeat_ByReminder_ReachesEverySocket()
    {
        await using var near = await SocketClient.ConnectAsync(First);
        await using var far = await SocketClient.ConnectAsync(Second);

        await near.NextAsync("heartbeat");
        await far.NextAsync("heartbeat");
        await near.NextAsync("heartbeat");
        await far.NextAsync("heartbeat");
    }

    [Fact]
    public async Task WebHost_Killed_ItsConnectionsAreRemoved()
    {
        var (user, topic) = (NewId("user"), NewId("topic"));
        var doomed = cluster.StartWebHost("doomed web host");
        await doomed.WhenReadyAsync();
        using var rest = new RestClient(First);
        await using var socket = await SocketClient.ConnectAsync(doomed.Address!, token: TestTokens.User(user));
        await socket.SubscribeAsync(topic);
        Assert.Equal(1, (await rest.GetStatsAsync()).GetProperty("subscription_counts").GetProperty(topic).GetInt32());

        await doomed.KillAsync();

        await Eventually.HoldsAsync("the dead host's connection is counted nowhere", async () =>
            !(await rest.GetStatsAsync()).GetProperty("subscription_counts").TryGetProperty(topic, out _)
            && (await rest.AdministerAsync("/ws/broadcast", new { subscription_filter = topic })).Json.GetProperty("recipients").GetInt32() == 0
            && (await rest.AdministerAsync($"/ws/send-to-user/{user}")).Json.GetProperty("recipients").GetInt32() == 0);
    }

    [Fact]
    public async Task Dashboard_OnAWebHostWithoutASilo_ShowsTheSilosToAdministrators()
    {
        using var rest = new RestClient(First);

        var counters = await rest.SendAsync(HttpMethod.Get, "/dashboard/DashboardCounters", token: TestTokens.Admin());

        Assert.Equal(200, counters.Status);
        Assert.True(counters.Json.GetProperty("hosts").GetArrayLength() >= 2);
        Assert.Equal(401, (await rest.SendAsync(HttpMethod.Get, "/dashboard/DashboardCounters")).Status);
        Assert.Equal(403, (await rest.SendAsync(HttpMethod.Get, "/dashboard/DashboardCounters", token: TestTokens.User("somebody"))).Status);
    }
}
