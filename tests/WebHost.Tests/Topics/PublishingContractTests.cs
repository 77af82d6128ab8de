using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Topics;

/// <summary>The wire contract's table of REST, the rows of back ends: what is answered, and what lands where.</summary>
[Collection(PlatformCollection.Name)]
public sealed class PublishingContractTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task DeviceAlert_Complete_LandsOnTheDevicesTopicAsAnalyticsUpdate()
    {
        var (device, client) = await WatchDeviceAsync();
        await using var _ = client;
        var answer = (await _host.PublishAsync(
            "/ws/device-alert", new { device_id = device, alert_type = "overheating", message = "52 °C", severity = "high" })).AssertOk("alert_type device_id message");
        var data = Landed(await client.NextAsync(), "analytics_update", $"device_{device}", "alert_type device_id message severity timestamp");

        Assert.Equal((device, "overheating"), (answer.Text("device_id"), answer.Text("alert_type")));
        Assert.Equal((device, "overheating"), (data.Text("device_id"), data.Text("alert_type")));
        Assert.Equal(("52 °C", "high"), (data.Text("message"), data.Text("severity")));
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task DeviceAlert_DeviceIdOnly_HasTheDefaults()
    {
        var (device, client) = await WatchDeviceAsync();
        await using var _ = client;
        var answer = (await _host.PublishAsync("/ws/device-alert", new { device_id = device })).AssertOk("alert_type device_id message");
        var data = Landed(await client.NextAsync(), "analytics_update", $"device_{device}", "alert_type device_id message severity timestamp");

        Assert.Equal("general", answer.Text("alert_type"));
        Assert.Equal(("general", "medium"), (data.Text("alert_type"), data.Text("severity")));
        Assert.NotEmpty(data.Text("message")!);
    }

    [Fact]
    public async Task DeviceAlert_OfTypeSecurity_LandsAsSecurityAlertOnTheDevicesTopicAlone()
    {
        var (device, client) = await WatchDeviceAsync();
        await using var _ = client;
        await client.SubscribeAsync("security");
        Assert.Equal(200, (await _host.PublishAsync("/ws/device-alert", new { device_id = device, alert_type = "security" })).Status);

        Landed(await client.NextAsync(), "security_alert", $"device_{device}", "alert_type device_id message severity timestamp");
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("""{"type":"root","path":"/su","deep":{"a":[1,null]}}""", "root")]
    [InlineData("""{"path":"/su"}""", "unknown")]
    [InlineData("""{"type":7}""", "unknown")]
    [InlineData("""{"type":null}""", "unknown")]
    [InlineData("{}", "unknown")]
    [InlineData(null, "unknown")]
    public async Task SecurityAlert_AnyDetails_LandsOnSecurityWithTheirType(string? details, string type)
    {
        var device = PlatformFixture.NewId("device");
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync("security");
        var body = details is null ? $$"""{"device_id":"{{device}}"}""" : $$"""{"device_id":"{{device}}","alert_details":{{details}}}""";
        var answer = (await _host.PublishAsync("/ws/security-alert", body)).AssertOk("alert_type device_id message");
        var data = Landed(await client.NextAsync(), "security_alert", "security", "alert_details alert_id device_id state timestamp");

        Assert.Equal((device, type), (answer.Text("device_id"), answer.Text("alert_type")));
        Assert.Equal(device, data.Text("device_id"));
        Assert.Equal(details ?? "{}", data.GetProperty("alert_details").GetRawText());
    }

    [Theory]
    [InlineData("""{"cpu":{"average":41.5},"devices":12,"note":null}""", 3)]
    [InlineData("{}", 0)]
    public async Task PerformanceData_AnyObject_LandsAsItCame(string body, int points)
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync("performance");
        var answer = (await _host.PublishAsync("/ws/performance-data", body)).AssertOk("data_points message");
        var data = Landed(await client.NextAsync(), "performance_data", "performance", "performance timestamp");

        Assert.Equal(points, answer.GetProperty("data_points").GetInt32());
        Assert.Equal(body, data.GetProperty("performance").GetRawText());
    }

    [Fact]
    public async Task Notification_TitleAndMessageOnly_LandsOnNotificationsWithTheDefaults()
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync("notifications");
        var answer = (await _host.PublishAsync("/ws/notification", new { title = "Backup", message = "Done" })).AssertOk("id message severity title type");
        var data = Landed(await client.NextAsync(), "notification", "notifications", "id message read severity timestamp title type");

        Assert.Equal(("info", "Backup", "info"), (answer.Text("type"), answer.Text("title"), answer.Text("severity")));
        Assert.Equal(("info", "Backup"), (data.Text("type"), data.Text("title")));
        Assert.Equal(("Done", "info"), (data.Text("message"), data.Text("severity")));
        Assert.StartsWith("notification_", data.Text("id"), StringComparison.Ordinal);
        Assert.Equal(answer.Text("id"), data.Text("id"));
        Assert.Equal(JsonValueKind.False, data.GetProperty("read").ValueKind);
    }

    [Theory]
    [InlineData("""{"a":[1,{"b":null}]}""")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("7.50")]
    [InlineData("false")]
    public async Task Notification_Complete_LandsWithDeviceAndData(string extra)
    {
        var device = PlatformFixture.NewId("device");
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync("notifications");
        var body = $$"""{"type":"battery","title":"Low","message":"9 %","severity":"critical","device_id":"{{device}}","data":{{extra}}}""";
        var answer = (await _host.PublishAsync("/ws/notification", body)).AssertOk("id message severity title type");
        var data = Landed(await client.NextAsync(), "notification", "notifications", "data device_id id message read severity timestamp title type");

        Assert.Equal(("battery", "critical"), (answer.Text("type"), answer.Text("severity")));
        Assert.Equal(("battery", "critical", device), (data.Text("type"), data.Text("severity"), data.Text("device_id")));
        Assert.Equal(extra, data.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Notification_ToAUser_ReachesThatUsersConnectionsAndNobodyElse()
    {
        var user = PlatformFixture.NewId("user");
        await using var one = await _host.ConnectAsync(token: TestTokens.User(user));
        await using var two = await _host.ConnectAsync(token: TestTokens.User(user));
        await using var stranger = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        await stranger.SubscribeAsync("notifications");
        var answer = (await _host.PublishAsync("/ws/notification", new { title = "For you", message = "!", user_id = user })).AssertOk("id message severity title type");

        foreach (var client in new[] { one, two })
        {
            var frame = await client.NextAsync();
            Assert.Equal(("notification", answer.Text("id")), (frame.Type(), frame.Data().Text("id")));
            Json.AssertTime(frame.Data());
        }

        Assert.Empty(await stranger.DrainAsync());
    }

    [Fact]
    public async Task Notification_ToAUserWhoIsNotConnected_IsAccepted()
    {
        (await _host.PublishAsync("/ws/notification", new { title = "T", message = "M", user_id = PlatformFixture.NewId("user") })).AssertOk("id message severity title type");
    }

    [Fact]
    public async Task Broadcast_WithFilter_ReachesTheTopicsSubscribersAndCountsThem()
    {
        var topic = PlatformFixture.NewId("t");
        await using var one = await _host.ConnectAsync();
        await using var two = await _host.ConnectAsync();
        await using var other = await _host.ConnectAsync();
        await one.SubscribeAsync(topic);
        await two.SubscribeAsync(topic);
        var answer = (await _host.AdministerAsync("/ws/broadcast", """{"type":"storage_alert","data":{"x":[1.50]},"subscription_filter":"T"}""".Replace("T\"}", topic + "\"}", StringComparison.Ordinal)))
            .AssertOk("message recipients type");

        Assert.Equal((2, "storage_alert"), (answer.GetProperty("recipients").GetInt32(), answer.Text("type")));
        foreach (var client in new[] { one, two })
        {
            var frame = await client.NextAsync();
            Assert.Equal(("storage_alert", topic), (frame.Type(), frame.Text("topic")));
            Assert.Equal("""{"x":[1.50]}""", frame.Data().GetRawText());
        }

        Assert.Empty(await other.DrainAsync());
    }

    [Fact]
    public async Task Broadcast_FilterWithoutSubscribers_HasNoRecipients()
    {
        var answer = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = PlatformFixture.NewId("t") });
        Assert.Equal(0, answer.AssertOk("message recipients type").GetProperty("recipients").GetInt32());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"type":null,"data":null,"subscription_filter":null}""")]
    public async Task Broadcast_WithoutFilter_ReachesEveryConnectionWithTheDefaults(string? body)
    {
        await using var one = await _host.ConnectAsync();
        await using var two = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        var answer = (await _host.AdministerAsync("/ws/broadcast", body)).AssertOk("message recipients type");

        Assert.Equal("analytics_update", answer.Text("type"));
        Assert.True(answer.GetProperty("recipients").GetInt32() >= 2);
        foreach (var client in new[] { one, two })
        {
            var frame = await client.NextAsync();
            Assert.Equal(("analytics_update", "{}"), (frame.Type(), frame.Data().GetRawText()));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task SendToUser_AnyNumberOfConnections_ReachesThemAndCountsThem(int connections)
    {
        var user = PlatformFixture.NewId("user");
        var clients = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => _host.ConnectAsync(token: TestTokens.User(user))));
        await using var stranger = await _host.ConnectAsync();
        var answer = (await _host.AdministerAsync($"/ws/send-to-user/{user}", new { type = "network_status", data = new { up = true } }))
            .AssertOk(connections == 0 ? "message recipients user_id" : "message recipients type user_id");

        Assert.Equal((user, connections), (answer.Text("user_id"), answer.GetProperty("recipients").GetInt32()));
        foreach (var client in clients)
        {
            var frame = await client.NextAsync();
            Assert.Equal(("network_status", """{"up":true}"""), (frame.Type(), frame.Data().GetRawText()));
            await client.DisposeAsync();
        }

        Assert.Empty(await stranger.DrainAsync());
    }

    [Fact]
    public async Task SendToUser_WithoutBody_HasTheDefaults()
    {
        var user = PlatformFixture.NewId("user");
        await using var client = await _host.ConnectAsync(token: TestTokens.User(user));
        var answer = (await _host.AdministerAsync($"/ws/send-to-user/{user}")).AssertOk("message recipients type user_id");
        var frame = await client.NextAsync();

        Assert.Equal("analytics_update", answer.Text("type"));
        Assert.Equal(("analytics_update", "{}"), (frame.Type(), frame.Data().GetRawText()));
    }

    private async Task<(string Device, SocketClient Client)> WatchDeviceAsync()
    {
        var device = PlatformFixture.NewId("device");
        var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"device_{device}");
        return (device, client);
    }

    private static JsonElement Landed(JsonElement frame, string type, string topic, string members)
    {
        Assert.Equal((type, topic), (frame.Type(), frame.Text("topic")));
        Json.AssertTime(frame);
        Assert.Equal(members, frame.Data().Members());
        Json.AssertTime(frame.Data());
        return frame.Data();
    }
}
