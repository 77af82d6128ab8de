using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Devices;

/// <summary>Several watchers of one device.</summary>
[Collection(PlatformCollection.Name)]
public sealed class MonitoringTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("watched");

    [Fact]
    public async Task Stop_OneOfTwoWatchers_LeavesTheOther()
    {
        await StartAsync("""{"interval":0.1,"watcher":"one"}""");
        await StartAsync("""{"interval":30,"watcher":"two","type":"cpu"}""");
        Assert.Equal(0.1, await IntervalAsync());

        var answer = (await StopAsync("""{"watcher":"one"}""")).AssertOk("device_id interval message monitoring monitoring_type");
        Assert.Equal((true, 30d, "cpu"), (answer.GetProperty("monitoring").GetBoolean(), answer.GetProperty("interval").GetDouble(), answer.Text("monitoring_type")));
        Assert.Equal(30, await IntervalAsync());
    }

    [Fact]
    public async Task Stop_TheOnlyWatcher_EndsIt()
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"device_{_device}");
        await client.SubscribeAsync($"metrics_{_device}");
        await StartAsync("""{"interval":0.1}""");
        await client.NextAsync("system_message");
        await client.NextAsync("live_metrics");

        (await StopAsync(null)).AssertOk("device_id message monitoring");
        var ended = await client.NextAsync("system_message");
        Assert.Equal(JsonValueKind.Null, ended.Data().GetProperty("interval").ValueKind);
        Assert.Null(await IntervalAsync());
        await client.DrainAsync();
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task Stop_NobodyWatches_IsHarmless() => (await StopAsync("""{"all":true}""")).AssertOk("device_id message monitoring");

    [Fact]
    public async Task Stop_WrongWatcher_NamesTheField() => (await StopAsync("""{"watcher":""}""")).AssertNames("watcher");

    private async Task StartAsync(string body) => Assert.Equal(200, (await _host.PublishAsync($"/ws/start-monitoring/{_device}", body)).Status);

    private Task<Answer> StopAsync(string? body) => _host.PublishAsync($"/ws/stop-monitoring/{_device}", body);

    private async Task<double?> IntervalAsync() => (await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}")) is { Status: 200 } answer && answer.Json.GetProperty("monitoring") is { ValueKind: JsonValueKind.Object } monitoring
        ? monitoring.GetProperty("interval").GetDouble()
        : null;
}
