using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Devices;

/// <summary>The wire contract's table of REST, the rows of devices: what is answered, and what lands where.</summary>
[Collection(PlatformCollection.Name)]
public sealed class DeviceContractTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("device");

    [Theory]
    [InlineData("""{"cpu_usage":45.20,"apps":["a"],"none":null}""", 3)]
    [InlineData("{}", 0)]
    [InlineData(null, 0)]
    public async Task LiveMetrics_AnyMetrics_LandOnTheDevicesMetrics(string? metrics, int count)
    {
        await using var client = await WatchAsync($"metrics_{_device}");
        var answer = (await _host.PublishAsync("/ws/live-metrics", Body("metrics", metrics))).AssertOk("device_id message metrics_count");
        var data = Landed(await client.NextAsync(), "live_metrics", $"metrics_{_device}", "device_id metrics timestamp");

        Assert.Equal((_device, count), (answer.Text("device_id"), answer.GetProperty("metrics_count").GetInt32()));
        Assert.Equal((_device, metrics ?? "{}"), (data.Text("device_id"), data.GetProperty("metrics").GetRawText()));
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("""{"score":7,"trend":"up"}""", 2)]
    [InlineData(null, 0)]
    public async Task AnalyticsUpdate_AnyMetrics_LandOnAnalytics(string? metrics, int count)
    {
        await using var client = await WatchAsync("analytics");
        var answer = (await _host.PublishAsync("/ws/analytics-update", Body("metrics", metrics))).AssertOk("device_id message metrics_count");
        var data = Landed(await client.NextAsync(), "analytics_update", "analytics", "device_id metrics timestamp");

        Assert.Equal((_device, count), (answer.Text("device_id"), answer.GetProperty("metrics_count").GetInt32()));
        Assert.Equal((_device, metrics ?? "{}"), (data.Text("device_id"), data.GetProperty("metrics").GetRawText()));
    }

    [Theory]
    [InlineData("queued", null)]
    [InlineData("in_progress", "42")]
    [InlineData("completed", """{"freed_mb":[512,1.0]}""")]
    [InlineData("failed", "\"no space\"")]
    public async Task DeviceAction_AnyStatus_LandsOnTheDevicesTopic(string status, string? result)
    {
        await using var client = await WatchAsync($"device_{_device}");
        var extra = result is null ? "" : $",\"result\":{result}";
        var body = $$"""{"action_id":"a-1","action_type":"clear_cache","status":"{{status}}"{{extra}}}""";
        var answer = (await _host.PublishAsync($"/ws/device-action/{_device}", body)).AssertOk("action_id device_id message status");
        var members = "action_id action_type device_id " + (result is null ? "" : "result ") + "status timestamp";
        var data = Landed(await client.NextAsync(), "device_action", $"device_{_device}", members);

        Assert.Equal((_device, "a-1", status), (answer.Text("device_id"), answer.Text("action_id"), answer.Text("status")));
        Assert.Equal((_device, "a-1", status), (data.Text("device_id"), data.Text("action_id"), data.Text("status")));
        Assert.Equal("clear_cache", data.Text("action_type"));
        Assert.Equal(result, result is null ? null : data.GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("""{"improvements":3,"freed":"1 GB"}""", "3")]
    [InlineData("""{"improvements":["a","b"]}""", """["a","b"]""")]
    [InlineData("""{"freed":1}""", "0")]
    [InlineData("""{"improvements":null}""", "0")]
    [InlineData(null, "0")]
    public async Task OptimizationComplete_AnyResults_LandOnTheDevicesTopic(string? results, string improvements)
    {
        await using var client = await WatchAsync($"device_{_device}");
        var answer = (await _host.PublishAsync("/ws/optimization-complete", Body("results", results))).AssertOk("device_id improvements message");
        var data = Landed(await client.NextAsync(), "optimization_complete", $"device_{_device}", "device_id results timestamp");

        Assert.Equal((_device, improvements), (answer.Text("device_id"), answer.GetProperty("improvements").GetRawText()));
        Assert.Equal((_device, results ?? "{}"), (data.Text("device_id"), data.GetProperty("results").GetRawText()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public async Task StartMonitoring_WithoutSettings_HasTheDefaults(string? body)
    {
        await using var client = await WatchAsync($"device_{_device}");
        var answer = (await _host.PublishAsync($"/ws/start-monitoring/{_device}", body)).AssertOk("device_id interval message monitoring_type");
        var data = Landed(
            await client.NextAsync(), "system_message", $"device_{_device}", "device_id interval message monitoring_type timestamp");

        Assert.Equal((_device, "all", "5"), (answer.Text("device_id"), answer.Text("monitoring_type"), answer.GetProperty("interval").GetRawText()));
        Assert.Equal((_device, "all", "5"), (data.Text("device_id"), data.Text("monitoring_type"), data.GetProperty("interval").GetRawText()));
        Assert.NotEmpty(data.Text("message")!);
    }

    [Fact]
    public async Task StartMonitoring_ShortInterval_LetsTheLatestMetricsFlow()
    {
        await using var client = await WatchAsync($"device_{_device}", $"metrics_{_device}");
        await _host.PublishAsync("/ws/live-metrics", Body("metrics", """{"cpu_usage":12}"""));
        var answer = (await _host.PublishAsync($"/ws/start-monitoring/{_device}", """{"type":"cpu","interval":0.2}""")).AssertOk("device_id interval message monitoring_type");
        Assert.Equal(("cpu", 0.2), (answer.Text("monitoring_type"), answer.GetProperty("interval").GetDouble()));
        Assert.Equal(12, (await client.NextAsync("live_metrics")).Data().GetProperty("metrics").GetProperty("cpu_usage").GetInt32());
        Assert.Equal(0.2, (await client.NextAsync("system_message")).Data().GetProperty("interval").GetDouble());

        var first = Landed(await client.NextAsync(), "live_metrics", $"metrics_{_device}", "device_id metrics timestamp");
        var second = Landed(await client.NextAsync(), "live_metrics", $"metrics_{_device}", "device_id metrics timestamp");
        Assert.Equal("""{"cpu_usage":12}""", first.GetProperty("metrics").GetRawText());
        Assert.InRange(
            second.GetProperty("timestamp").GetDateTimeOffset() - first.GetProperty("timestamp").GetDateTimeOffset(),
            TimeSpan.FromMilliseconds(20), // A busy machine may deliver a tick late, and the next in time.
            SocketClient.Patience);
        await _host.PublishAsync("/ws/live-metrics", Body("metrics", """{"cpu_usage":13}"""));
        for (var seen = 0; seen < 2;)
        {
            seen += (await client.NextAsync("live_metrics")).Data().GetProperty("metrics").GetProperty("cpu_usage").GetInt32() == 13 ? 1 : 0;
        }

        // Asked again, it is the new interval that counts.
        Assert.Equal(200, (await _host.PublishAsync($"/ws/start-monitoring/{_device}", """{"interval":86400}""")).Status);
        await client.NextAsync("system_message");
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task DeviceStatus_FirstReport_ConnectsTheDeviceOnItsTopicAndInTheFleet()
    {
        await using var watcher = await WatchAsync($"device_{_device}");
        await using var fleet = await WatchAsync("device_status");
        var body = """{"name":"Pixel","battery_level":81,"cpu_usage":12.5,"memory_usage":40,"storage_usage":70,"model":{"year":2023},"id":"ignored","last_seen":"ignored"}""";
        var answer = (await _host.PublishAsync($"/devices/{_device}/status", body)).AssertOk("device_id message status");
        Assert.Equal((_device, "connected"), (answer.Text("device_id"), answer.Text("status")));

        var came = Landed(await watcher.NextAsync(), "device_connected", $"device_{_device}", "device_id name status timestamp");
        Assert.Equal((_device, "Pixel", "connected"), (came.Text("device_id"), came.Text("name"), came.Text("status")));
        AssertDevice(Landed(await watcher.NextAsync(), "device_status", $"device_{_device}", "devices timestamp"));
        Assert.Equal(_device, (await NextInFleetAsync(fleet, "device_connected")).Text("device_id"));
        AssertDevice(await NextInFleetAsync(fleet, "device_status"));
    }

    [Fact]
    public async Task DeviceStatus_EmptyReport_HasEveryMemberOfTheContract()
    {
        await using var client = await WatchAsync($"device_{_device}");
        Assert.Equal(200, (await _host.PublishAsync($"/devices/{_device}/status", "{}")).Status);
        var device = Assert.Single((await client.NextAsync("device_status")).Data().GetProperty("devices").EnumerateArray());

        Assert.Equal("battery_level cpu_usage id last_seen memory_usage name status storage_usage", device.Members());
        Assert.Equal((_device, _device, "connected"), (device.Text("id"), device.Text("name"), device.Text("status")));
        Assert.Equal(JsonValueKind.Null, device.GetProperty("battery_level").ValueKind);
    }

    [Fact]
    public async Task DeviceStatus_Disconnected_IsToldAndMetricsBringItBack()
    {
        await _host.PublishAsync($"/devices/{_device}/status", new { battery_level = 50 });
        await using var client = await WatchAsync($"device_{_device}");
        var answer = await _host.PublishAsync($"/devices/{_device}/status", new { status = "disconnected" });
        Assert.Equal("disconnected", answer.Json.Text("status"));
        Assert.Equal("disconnected", (await client.NextAsync("device_disconnected")).Data().Text("status"));
        var device = (await client.NextAsync("device_status")).Data().GetProperty("devices")[0];
        Assert.Equal(("disconnected", 50), (device.Text("status"), device.GetProperty("battery_level").GetInt32()));

        Assert.Equal(200, (await _host.PublishAsync("/ws/live-metrics", Body("metrics", """{"battery_level":49}"""))).Status);
        Assert.Equal("connected", (await client.NextAsync("device_connected")).Data().Text("status"));
        device = (await client.NextAsync("device_status")).Data().GetProperty("devices")[0];
        Assert.Equal(("connected", 49), (device.Text("status"), device.GetProperty("battery_level").GetInt32()));
    }

    [Fact]
    public async Task DeviceStatus_FurtherMembers_StayUntilTheyAreReportedAnew()
    {
        await _host.PublishAsync($"/devices/{_device}/status", """{"model":"A","sdk":36}""");
        await using var client = await WatchAsync($"device_{_device}");
        await _host.PublishAsync($"/devices/{_device}/status", """{"charging":true,"sdk":null}""");
        var device = (await client.NextAsync("device_status")).Data().GetProperty("devices")[0];
        Assert.Equal(("A", true, false), (device.Text("model"), device.GetProperty("charging").GetBoolean(), device.Has("sdk")));
    }

    [Fact]
    public async Task DeviceStatus_ManyDevices_AreAllInTheFleetsList()
    {
        await using var fleet = await WatchAsync("device_status");
        var devices = Enumerable.Range(0, 30).Select(number => $"{_device}-{number}").ToHashSet();
        await Task.WhenAll(devices.Select(device => _host.PublishAsync($"/devices/{device}/status", new { })));
        while (devices.Count > 0)
        {
            var frame = await fleet.NextAsync("device_status");
            devices.ExceptWith(frame.Data().GetProperty("devices").EnumerateArray().Select(device => device.Text("id")!));
        }
    }

    private static void AssertDevice(JsonElement data)
    {
        var device = data.TryGetProperty("devices", out var devices) ? Assert.Single(devices.EnumerateArray()) : data;
        Assert.Equal("battery_level cpu_usage id last_seen memory_usage model name status storage_usage", device.Members());
        Assert.Equal(("Pixel", "connected"), (device.Text("name"), device.Text("status")));
        Assert.NotEqual("ignored", device.Text("id"));
        Assert.Equal((81, 12.5), (device.GetProperty("battery_level").GetDouble(), device.GetProperty("cpu_usage").GetDouble()));
        Assert.Equal((40, 70), (device.GetProperty("memory_usage").GetDouble(), device.GetProperty("storage_usage").GetDouble()));
        Assert.Equal("""{"year":2023}""", device.GetProperty("model").GetRawText());
        Json.AssertTime(device, "last_seen");
    }

    /// <summary>The fleet's topic is everybody's: what it says of this test's device.</summary>
    private async Task<JsonElement> NextInFleetAsync(SocketClient fleet, string type)
    {
        JsonElement found = default;
        await fleet.NextAsync(
            frame =>
            {
                IEnumerable<JsonElement> subjects = frame.Data().TryGetProperty("devices", out var list) ? list.EnumerateArray() : [frame.Data()];
                found = frame.Type() == type ? subjects.FirstOrDefault(subject => subject.GetRawText().Contains(_device, StringComparison.Ordinal)) : default;
                return found.ValueKind == JsonValueKind.Object;
            },
            $"a {type} of {_device}");
        return found;
    }

    private async Task<SocketClient> WatchAsync(params string[] topics)
    {
        var client = await _host.ConnectAsync();
        foreach (var topic in topics)
        {
            await client.SubscribeAsync(topic);
        }

        return client;
    }

    private string Body(string member, string? value) =>
        value is null ? $$"""{"device_id":"{{_device}}"}""" : $$"""{"device_id":"{{_device}}","{{member}}":{{value}}}""";

    private static JsonElement Landed(JsonElement frame, string type, string topic, string members)
    {
        Assert.Equal((type, topic), (frame.Type(), frame.Text("topic")));
        Json.AssertTime(frame);
        Assert.Equal(members, frame.Data().Members());
        Json.AssertTime(frame.Data());
        return frame.Data();
    }
}
