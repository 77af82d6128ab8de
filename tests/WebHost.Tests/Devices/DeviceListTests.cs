using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Devices;

/// <summary><c>GET /devices</c>, <c>GET</c> and <c>DELETE /devices/{id}</c>.</summary>
[Collection(PlatformCollection.Name)]
public sealed class DeviceListTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _status = PlatformFixture.NewId("s"); // So that other tests' devices are not among them.

    [Fact]
    public async Task List_SeveralPages_HasEveryDeviceOnceInOrder()
    {
        var devices = await ReportAsync(7);
        var batteries = new List<double>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync($"/devices?status={_status}&sort=-battery_level&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).Json;
            Assert.Equal(7, page.GetProperty("total").GetInt32());
            batteries.AddRange(page.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("battery_level").GetDouble()));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, devices.Count).Reverse().Select(n => (double)n), batteries);
    }

    [Fact]
    public async Task List_NoSort_IsById()
    {
        var devices = await ReportAsync(3);
        var page = (await GetAsync($"/devices?status={_status}")).Json;
        Assert.Equal(devices.Order(StringComparer.Ordinal), page.GetProperty("devices").EnumerateArray().Select(device => device.Text("id")));
        Assert.False(page.Has("next_cursor"));
    }

    [Theory]
    [InlineData("sort=colour", "sort")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=%21", "cursor")]
    [InlineData("cursor=YWJj", "cursor")]
    public async Task List_WrongQuery_NamesTheParameter(string query, string field) => (await GetAsync($"/devices?{query}")).AssertNames(field);

    [Fact]
    public async Task List_CursorOfAnotherSort_IsRefused()
    {
        await ReportAsync(2);
        var cursor = (await GetAsync($"/devices?status={_status}&limit=1")).Json.Text("next_cursor");
        (await GetAsync($"/devices?status={_status}&limit=1&sort=name&cursor={cursor}")).AssertNames("cursor");
    }

    [Fact]
    public async Task Get_UnknownDevice_Is404() => (await GetAsync($"/devices/{PlatformFixture.NewId("d")}")).AssertProblem(404);

    [Fact]
    public async Task Delete_KnownDevice_IsGoneEverywhere()
    {
        var device = (await ReportAsync(1))[0];
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"device_{device}");
        (await _host.SendAsync(HttpMethod.Delete, $"/devices/{device}", token: TestTokens.Admin())).AssertOk("device_id message");

        Assert.Equal("removed", (await client.NextAsync("device_disconnected")).Data().Text("status"));
        (await GetAsync($"/devices/{device}")).AssertProblem(404);
        Assert.Equal(0, (await GetAsync($"/devices?status={_status}")).Json.GetProperty("total").GetInt32());
        (await _host.SendAsync(HttpMethod.Delete, $"/devices/{device}", token: TestTokens.Admin())).AssertProblem(404);

        // One that reports again is a new one.
        Assert.Equal(200, (await _host.PublishAsync($"/devices/{device}/status", """{"battery_level":7}""")).Status);
        Assert.Equal((7d, device), ((await GetAsync($"/devices/{device}")).Json.GetProperty("battery_level").GetDouble(), (await client.NextAsync("device_connected")).Data().Text("device_id")));
    }

    [Fact]
    public async Task Delete_NotAnAdministrator_IsRefused() =>
        (await _host.SendAsync(HttpMethod.Delete, "/devices/d", token: TestTokens.Publisher())).AssertProblem(403);

    [Fact]
    public async Task Batch_Samples_LandOnEachDevicesMetrics()
    {
        var (one, two) = (PlatformFixture.NewId("d"), PlatformFixture.NewId("d"));
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"metrics_{one}");
        await client.SubscribeAsync($"metrics_{two}");
        var body = JsonSerializer.Serialize(new { id = Guid.NewGuid().ToString(), samples = new[] { Sample(one, 1), Sample(two, 2), Sample(one, 3) } });
        var answer = (await _host.PublishAsync("/ws/live-metrics/batch", body)).AssertOk("devices message samples");
        Assert.Equal((3, 2), (answer.GetProperty("samples").GetInt32(), answer.GetProperty("devices").GetInt32()));

        (await _host.PublishAsync("/ws/live-metrics/batch", body)).AssertOk("devices message samples"); // A repeat publishes nothing.
        (await _host.PublishAsync("/ws/live-metrics/batch", JsonSerializer.Serialize(new { samples = new[] { Sample(one, 4), Sample(two, 4) } }))).AssertOk("devices message samples");
        List<string> frames = [];
        for (var n = 0; n < 5; n++)
        {
            var frame = await client.NextAsync("live_metrics");
            frames.Add($"{(frame.Data().Text("device_id") == one ? "one" : "two")} {frame.GetProperty("offset")}: {frame.Data().GetProperty("metrics").GetProperty("n")}");
        }

        Assert.Equal(["one 1: 1", "one 2: 3", "one 3: 4", "two 1: 2", "two 2: 4"], frames.Order());
    }

    [Theory]
    [InlineData("""{}""", "samples")]
    [InlineData("""{"samples":[]}""", "samples")]
    [InlineData("""{"samples":[null]}""", "samples[0]")]
    [InlineData("""{"samples":[{"device_id":"d"},{"device_id":"a b"}]}""", "samples[1].device_id")]
    [InlineData("""{"samples":[{"device_id":"d","metrics":[]}]}""", "samples[0].metrics")]
    public async Task Batch_WrongSample_NamesItAndTakesNone(string body, string field) => (await _host.PublishAsync("/ws/live-metrics/batch", body)).AssertNames(field);

    [Fact]
    public async Task Batch_ADeviceForAnother_IsRefused() => (await _host.SendAsync(
        HttpMethod.Post, "/ws/live-metrics/batch", """{"samples":[{"device_id":"other"}]}""", TestTokens.Mint("mine", role: "device"))).AssertProblem(403);

    private static object Sample(string device, int n) => new { device_id = device, metrics = new { n } };

    private Task<Answer> GetAsync(string path) => _host.SendAsync(HttpMethod.Get, path);

    /// <summary>Devices with a status of this test's own and batteries 1, 2, 3, …; when this returns, the fleet has them.</summary>
    private async Task<IReadOnlyList<string>> ReportAsync(int count)
    {
        var devices = Enumerable.Range(1, count).Select(n => PlatformFixture.NewId("d")).ToList();
        for (var n = 0; n < count; n++)
        {
            Assert.Equal(200, (await _host.PublishAsync($"/devices/{devices[n]}/status", JsonSerializer.Serialize(new { status = _status, battery_level = n + 1 }))).Status);
        }

        await Eventually.HoldsAsync("the fleet has the devices", async () => (await GetAsync($"/devices?status={_status}")).Json.GetProperty("total").GetInt32() == count);
        return devices;
    }
}
