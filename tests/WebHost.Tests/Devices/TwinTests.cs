using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Devices;

/// <summary>Whoever opens a device's topic gets the whole truth first, and then every change.</summary>
[Collection(PlatformCollection.Name)]
public sealed class TwinTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("twin");

    [Fact]
    public async Task Subscribe_DeviceWithSnapshot_BeginsWithAllThatIsKnown()
    {
        await ReportStatusAsync("""{"name":"Pixel","battery_level":80,"model":"GVU6C"}""");
        await SendMetricsAsync("""{"cpu_usage":40,"fps":60}""");
        await SendMetricsAsync("""{"cpu_usage":45}""");
        await _host.PublishAsync($"/devices/{_device}/actions", """{"action_type":"reboot","action_id":"a"}""");
        await _host.PublishAsync($"/ws/start-monitoring/{_device}", """{"interval":60}""");

        await using var client = await _host.ConnectAsync();
        var answer = await client.SubscribeAsync($"device_{_device}", snapshot: true);
        var frame = await client.NextAsync();
        var twin = frame.Data().GetProperty("devices")[0];
        Assert.Equal(("device_status", answer.GetProperty("offset").GetInt64()), (frame.Type(), frame.GetProperty("offset").GetInt64()));
        Assert.Equal(("Pixel", "connected", "GVU6C", 80d, 45d), (twin.Text("name"), twin.Text("status"), twin.Text("model"), twin.GetProperty("battery_level").GetDouble(), twin.GetProperty("cpu_usage").GetDouble()));
        Assert.Equal((60, 45), (Metric(twin, "fps"), Metric(twin, "cpu_usage")));
        Json.AssertTime(twin.GetProperty("metrics").GetProperty("fps"));
        Assert.Equal("queued", twin.GetProperty("actions")[0].Text("status"));
        Assert.Equal(60, twin.GetProperty("monitoring").GetProperty("interval").GetDouble());
        Assert.Equal(twin.Members(), (await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}")).Json.Members());
    }

    [Fact]
    public async Task Subscribe_MetricsWithSnapshot_BeginsWithTheLastValueOfEach()
    {
        await SendMetricsAsync("""{"cpu_usage":40,"fps":60}""");
        await SendMetricsAsync("""{"cpu_usage":45}""");
        await using var client = await _host.ConnectAsync();
        var answer = await client.SubscribeAsync($"metrics_{_device}", snapshot: true);
        await SendMetricsAsync("""{"cpu_usage":50}""");

        Assert.Equal((2, 1), (answer.GetProperty("offset").GetInt32(), answer.GetProperty("snapshot").GetInt32()));
        var (whole, next) = (await client.NextAsync("live_metrics"), await client.NextAsync("live_metrics"));
        Assert.Equal("""{"fps":60,"cpu_usage":45}""", whole.Data().GetProperty("metrics").GetRawText());
        Json.AssertTime(whole.Data().GetProperty("timestamps"), "fps");
        Assert.Equal(("""{"cpu_usage":50}""", 3), (next.Data().GetProperty("metrics").GetRawText(), next.GetProperty("offset").GetInt32()));
    }

    [Fact]
    public async Task Subscribe_WhileTheDeviceChanges_MissesNothingAfterTheSnapshot()
    {
        await SendMetricsAsync("""{"n":0}""");
        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var n = 1; !stop.IsCancellationRequested; n++)
            {
                await SendMetricsAsync($$"""{"n":{{n}}}""");
            }
        });

        for (var round = 0; round < 20; round++)
        {
            await using var client = await _host.ConnectAsync();
            var answer = await client.SubscribeAsync($"metrics_{_device}", snapshot: true);
            var last = Number(await client.NextAsync("live_metrics"));
            var offset = answer.GetProperty("offset").GetInt64();
            for (var n = 0; n < 5; n++)
            {
                var frame = await client.NextAsync("live_metrics");
                Assert.Equal((++offset, ++last), (frame.GetProperty("offset").GetInt64(), Number(frame)));
            }
        }

        await stop.CancelAsync();
        await publishing;
    }

    [Fact]
    public async Task Subscribe_FleetWithSnapshot_HasTheDevice()
    {
        await ReportStatusAsync("""{"battery_level":33}""");
        await using var client = await _host.ConnectAsync();
        JsonElement? found = null;
        while (found is null)
        {
            // The fleet hears of it in its own time.
            var answer = await client.SubscribeAsync("device_status", snapshot: true);
            for (var n = 0; n < answer.GetProperty("snapshot").GetInt32(); n++)
            {
                found = (await client.NextAsync("device_status")).Data().GetProperty("devices").EnumerateArray().Where(device => device.Text("id") == _device).Cast<JsonElement?>().SingleOrDefault() ?? found;
            }
        }

        Assert.Equal(33, found.Value.GetProperty("battery_level").GetDouble());
    }

    [Fact]
    public async Task Subscribe_UnknownDeviceWithSnapshot_HasNothingBefore()
    {
        await using var client = await _host.ConnectAsync();
        Assert.Equal(0, (await client.SubscribeAsync($"device_{_device}", snapshot: true)).GetProperty("snapshot").GetInt32());
        Assert.Equal(0, (await client.SubscribeAsync($"metrics_{_device}", snapshot: true)).GetProperty("snapshot").GetInt32());
    }

    private static int Metric(JsonElement twin, string name) => twin.GetProperty("metrics").GetProperty(name).GetProperty("value").GetInt32();

    private static int Number(JsonElement frame) => frame.Data().GetProperty("metrics").GetProperty("n").GetInt32();

    private async Task ReportStatusAsync(string body) => Assert.Equal(200, (await _host.PublishAsync($"/devices/{_device}/status", body)).Status);

    private async Task SendMetricsAsync(string metrics) => Assert.Equal(200, (await _host.PublishAsync("/ws/live-metrics", $$"""{"device_id":"{{_device}}","metrics":{{metrics}}}""")).Status);
}
