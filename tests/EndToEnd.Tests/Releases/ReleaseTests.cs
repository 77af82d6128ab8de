using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests.Releases;

/// <summary>
/// What a release has stored, the next ones read. Each folder beside this file is the data folder that a release left behind, with what it had told its clients; <c>ANDROIDZEN_RECORD_RELEASE=0.2.0</c> has the
/// build at hand leave one. A folder is never written anew. All storages keep the same JSON (<c>GrainStateSerializer</c>), so one of them speaks for all.
/// </summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Device = "pixel-7";
    private const string User = "ann";
    private const string Database = "androidzen.db";
    private const string Told = "told.json";

    private static readonly string _releases = Path.Combine(Repository.Root, "tests/EndToEnd.Tests/Releases");

    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-release-").FullName;

    public static TheoryData<string> Releases => [.. Directory.GetDirectories(_releases).Select(folder => Path.GetFileName(folder)!)];

    private Dictionary<string, string> Settings => new()
    {
        ["Data:Folder"] = _folder,
        ["Auth:SigningKey"] = TestTokens.SigningKey,
        ["Alerts:EscalateAfter"] = "00:00:00",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task DataFolder_OfARelease_IsReadByThisBuild(string release)
    {
        File.Copy(Path.Combine(_releases, release, Database), Path.Combine(_folder, Database));
        using var told = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_releases, release, Told)));
        await using var host = PlatformProcess.StartWebHost($"host with the state of {release}", Settings);
        await host.WhenReadyAsync();
        using var rest = new RestClient(host.Address!);

        var device = (await rest.SendAsync(HttpMethod.Get, $"/devices/{Device}")).Json;
        Assert.Equal(("Pixel 7", 80, 33), (device.GetProperty("name").GetString(), device.GetProperty("battery_level").GetDouble(), device.GetProperty("metrics").GetProperty("cpu_usage").GetProperty("value").GetDouble()));
        Assert.Equal("reboot", device.GetProperty("actions")[0].GetProperty("action_type").GetString());
        Assert.Equal(1, (await rest.SendAsync(HttpMethod.Get, "/devices")).Json.GetProperty("total").GetInt32());

        var alerts = (await rest.SendAsync(HttpMethod.Get, $"/alerts?device_id={Device}", token: TestTokens.Admin())).Json.GetProperty("alerts").EnumerateArray().ToList();
        Assert.Equal(["open", "acknowledged"], alerts.Select(alert => alert.GetProperty("state").GetString()));

        await using var client = await SocketClient.ConnectAsync(host.Address!, token: TestTokens.User(User));
        Assert.Equal("Kept", (await client.NextAsync("notification")).GetProperty("data").GetProperty("title").GetString());

        // A durable topic's life goes on.
        foreach (var topic in told.RootElement.GetProperty("topics").EnumerateObject())
        {
            var position = await client.SubscribeAsync(topic.Name);
            Assert.Equal(topic.Value.GetProperty("epoch").GetString(), position.GetProperty("epoch").GetString());
            Assert.True(position.GetProperty("offset").GetInt64() >= topic.Value.GetProperty("offset").GetInt64(), topic.Name);
        }

        Assert.Equal(200, (await rest.PublishAsync($"/devices/{Device}/status", new { battery_level = 79 })).Status);
    }

    [Fact]
    public async Task DataFolder_OfThisBuild_IsRecordedWhereAskedFor()
    {
        await using var host = PlatformProcess.StartWebHost("host to be recorded", Settings);
        await host.WhenReadyAsync();
        using var rest = new RestClient(host.Address!);
        await PublishAsync(rest, $"/devices/{Device}/status", new { name = "Pixel 7", battery_level = 80 });
        await PublishAsync(rest, "/ws/live-metrics", new { device_id = Device, metrics = new { cpu_usage = 33 } });
        await PublishAsync(rest, $"/ws/device-action/{Device}", new { action_id = "a1", action_type = "reboot", status = "completed" });
        await PublishAsync(rest, "/ws/notification", new { title = "Kept", message = "m", user_id = User });
        await PublishAsync(rest, "/ws/notification", new { title = "For all", message = "m" });
        await PublishAsync(rest, "/ws/security-alert", new { device_id = Device, alert_details = new { type = "root" } });
        await PublishAsync(rest, "/ws/security-alert", new { device_id = Device, alert_details = new { type = "sim" } });
        var oldest = (await rest.SendAsync(HttpMethod.Get, "/alerts", token: TestTokens.Admin())).Json.GetProperty("alerts").EnumerateArray().Last();
        Assert.Equal(200, (await rest.SendAsync(HttpMethod.Post, $"/alerts/{oldest.GetProperty("alert_id").GetString()}/acknowledge", "{}", TestTokens.Admin())).Status);
        var topics = new Dictionary<string, JsonElement>();
        await using (var client = await SocketClient.ConnectAsync(host.Address!))
        {
            foreach (var topic in new[] { "notifications", "security" })
            {
                topics[topic] = await client.SubscribeAsync(topic);
            }
        }

        await host.StopAsync();
        Assert.Equal(0, host.ExitCode);
        if (Environment.GetEnvironmentVariable("ANDROIDZEN_RECORD_RELEASE") is { Length: > 0 } release)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_releases, release)).FullName;
            File.Copy(Path.Combine(_folder, Database), Path.Combine(folder, Database), overwrite: false);
            await File.WriteAllTextAsync(Path.Combine(folder, Told), JsonSerializer.Serialize(new { topics }));
        }
    }

    private static async Task PublishAsync(RestClient rest, string path, object body) => Assert.InRange((await rest.PublishAsync(path, body)).Status, 200, 202);
}
