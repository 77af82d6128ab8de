using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Devices;

/// <summary>A device's agent on a socket: it speaks for its device, is told what to do, and comes and goes with its connection.</summary>
[Collection(PlatformCollection.Name)]
public sealed class DeviceAgentTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("agent");

    [Fact]
    public async Task Connection_Agent_ComesAndGoesWithIt()
    {
        await using var watcher = await WatchAsync($"device_{_device}");
        await using (await ConnectAsync())
        {
            Assert.Equal(_device, (await watcher.NextAsync("device_connected")).Data().Text("device_id"));
        }

        Assert.Equal(_device, (await watcher.NextAsync("device_disconnected")).Data().Text("device_id"));
        Assert.Equal("disconnected", (await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}")).Json.Text("status"));
    }

    [Fact]
    public async Task Connection_SecondOfTheSameAgent_KeepsTheDeviceConnected()
    {
        await using var first = await ConnectAsync();
        await using var watcher = await WatchAsync($"device_{_device}");
        await using (var second = await ConnectAsync())
        {
            await first.CloseAsync();
            await second.SendAsync(new { type = "live_metrics", id = 1, data = new { metrics = new { } } });
            await second.NextAsync("ack");
        }

        Assert.Equal("device_disconnected", (await watcher.NextAsync()).Type());
    }

    [Fact]
    public async Task Publish_LiveMetrics_LandsAndIsAcknowledged()
    {
        await using var watcher = await WatchAsync($"metrics_{_device}");
        await using var agent = await ConnectAsync();
        await agent.SendAsync(new { type = "live_metrics", id = 7, data = new { metrics = new { cpu_usage = 12 } } });

        var ack = await agent.NextAsync("ack");
        Assert.Equal((7, _device, 1), (ack.GetProperty("id").GetInt32(), ack.Data().Text("device_id"), ack.Data().GetProperty("metrics_count").GetInt32()));
        Assert.Equal(12, (await watcher.NextAsync("live_metrics")).Data().GetProperty("metrics").GetProperty("cpu_usage").GetInt32());
    }

    [Fact]
    public async Task Publish_Status_LandsAndIsAcknowledged()
    {
        await using var agent = await ConnectAsync();
        await using var watcher = await WatchAsync($"device_{_device}");
        await agent.SendAsync(new { type = "device_status", id = "s", data = new { name = "Pixel", battery_level = 5 } });
        Assert.Equal("s", (await agent.NextAsync("ack")).Text("id"));
        Assert.Equal("Pixel", (await watcher.NextAsync("device_status")).Data().GetProperty("devices")[0].Text("name"));
    }

    [Theory]
    [InlineData("""{"type":"live_metrics","id":1,"data":{"device_id":"other","metrics":{}}}""", "not_permitted", "other")]
    [InlineData("""{"type":"live_metrics","id":1,"data":{"metrics":5}}""", "invalid_message", "metrics must be an object")]
    [InlineData("""{"type":"device_status","id":1,"data":{"battery_level":"full"}}""", "invalid_message", "battery_level must be a number")]
    [InlineData("""{"type":"device_status","id":1,"data":{"battery_level":101}}""", "invalid_message", "battery_level must be a number from 0 to 100")]
    [InlineData("""{"type":"device_action","id":1,"data":{"action_id":"a","action_type":"t","status":"done"}}""", "invalid_message", "status must be one of")]
    [InlineData("""{"type":"security_alert","id":1,"data":{"device_id":"d"}}""", "not_permitted", "security_alert")]
    [InlineData("""{"type":"notification","id":1,"data":{}}""", "not_permitted", "notification")]
    public async Task Publish_Wrong_IsAnErrorWithTheIdAndTheReason(string message, string code, string text)
    {
        await using var agent = await ConnectAsync();
        await agent.SendTextAsync(message);
        var error = await agent.NextAsync("error");
        Assert.Equal((code, 1), (error.Data().Text("code"), error.GetProperty("id").GetInt32()));
        if (text != "other")
        {
            Assert.Contains(text, error.Data().Text("message"), StringComparison.Ordinal);
        }

        await agent.SendTextAsync("""{"type":"live_metrics","id":2,"data":{}}""");
        Assert.Equal(2, (await agent.NextAsync("ack")).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Publish_Anonymous_IsNotPermitted()
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync("""{"type":"live_metrics","id":1,"data":{"device_id":"d","metrics":{}}}""");
        Assert.Equal("not_permitted", (await client.NextAsync("error")).Data().Text("code"));
    }

    [Fact]
    public async Task Publish_BackEnd_MayAllThatItMayOverRest()
    {
        await using var watcher = await WatchAsync("notifications");
        await using var backEnd = await _host.ConnectAsync(token: TestTokens.Publisher());
        await backEnd.SendTextAsync("""{"type":"notification","id":"n","data":{"title":"Disk","message":"full"}}""");
        Assert.Equal("n", (await backEnd.NextAsync("ack")).Text("id"));
        Assert.Equal("Disk", (await watcher.NextAsync("notification")).Data().Text("title"));
    }

    [Fact]
    public async Task Connect_WhileActionsWaitAndSomebodyWatches_IsToldAllOfItFirst()
    {
        await _host.PublishAsync($"/devices/{_device}/actions", """{"action_type":"reboot","action_id":"a","parameters":{"delay":5}}""");
        await _host.PublishAsync($"/ws/start-monitoring/{_device}", """{"interval":0.5}""");
        await using var agent = await ConnectAsync();

        var action = (await agent.NextAsync("device_action")).Data();
        Assert.Equal(("a", "reboot", "queued", 5), (action.Text("action_id"), action.Text("action_type"), action.Text("status"), action.GetProperty("parameters").GetProperty("delay").GetInt32()));
        Assert.Equal(0.5, (await agent.NextAsync("system_message")).Data().GetProperty("interval").GetDouble());

        await _host.PublishAsync($"/ws/start-monitoring/{_device}", """{"interval":0.2,"watcher":"another"}""");
        Assert.Equal(0.2, (await agent.NextAsync("system_message")).Data().GetProperty("interval").GetDouble());
        await _host.PublishAsync($"/ws/stop-monitoring/{_device}", """{"all":true}""");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await agent.NextAsync("system_message")).Data().GetProperty("interval").ValueKind);
    }

    private Task<SocketClient> ConnectAsync() => _host.ConnectAsync(token: TestTokens.Mint(_device, role: "device"));

    private async Task<SocketClient> WatchAsync(string topic)
    {
        var client = await _host.ConnectAsync();
        await client.SubscribeAsync(topic);
        return client;
    }
}
