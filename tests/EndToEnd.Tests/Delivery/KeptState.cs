using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>A device with an action, a user with a notification, an alert: what a page shows first is the whole truth, and what nobody has seen is kept, whatever dies.</summary>
internal sealed class KeptState : IAsyncDisposable
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private readonly ProcessCluster _cluster;
    private readonly RestClient _rest;
    private readonly SocketClient _page;

    private KeptState(ProcessCluster cluster, SocketClient page) => (_cluster, _page, _rest) = (cluster, page, new RestClient(cluster.Hosts[0]));

    private string Device => "device-" + _id;

    private string User => "user-" + _id;

    /// <summary>Has it stored, and opens a page that looks at the device.</summary>
    public static async Task<KeptState> StoreAsync(ProcessCluster cluster)
    {
        var kept = new KeptState(cluster, await SocketClient.ConnectAsync(cluster.Hosts[1]));
        await kept.PublishAsync($"/devices/{kept.Device}/status", new { name = "Pixel", battery_level = 1 });
        await kept.PublishAsync($"/devices/{kept.Device}/actions", new { action_type = "reboot", action_id = "a" });
        await kept.PublishAsync("/ws/notification", new { title = "Look", message = "m", user_id = kept.User });
        await kept.PublishAsync("/ws/security-alert", new { device_id = kept.Device, alert_details = new { type = kept._id } });
        await kept._page.SubscribeAsync($"device_{kept.Device}", snapshot: true);
        Assert.Equal(1, Battery(await kept._page.NextAsync("device_status")));
        return kept;
    }

    /// <summary>A device reports for the first and last time.</summary>
    public Task HearLastOfAsync(int device) => PublishAsync($"/devices/{Silent(device)}/status", new { });

    /// <summary>The device reports.</summary>
    public Task ReportAsync(int battery) => PublishAsync($"/devices/{Device}/status", new { battery_level = battery });

    /// <summary>The page that was open has missed nothing, and a new one begins with the truth.</summary>
    public async Task AssertIsShownAsync(int battery)
    {
        await _page.NextAsync(frame => frame.GetProperty("type").GetString() == "device_status" && Battery(frame) == battery, "the status that was reported while a silo was dead");
        await using var other = await SocketClient.ConnectAsync(_cluster.Hosts[0], token: TestTokens.User(User));
        Assert.Equal("Look", (await other.NextAsync("notification")).GetProperty("data").GetProperty("title").GetString());
        await other.SubscribeAsync($"device_{Device}", snapshot: true);
        var twin = (await other.NextAsync("device_status")).GetProperty("data").GetProperty("devices")[0];
        Assert.Equal(("Pixel", "a"), (twin.GetProperty("name").GetString(), twin.GetProperty("actions")[0].GetProperty("action_id").GetString()));
    }

    /// <summary>The silo that would have noticed may be the one that died.</summary>
    public Task AssertIsNoticedToBeSilentAsync(int device) =>
        Eventually.HoldsAsync("a silent device is disconnected", async () => (await _rest.SendAsync(HttpMethod.Get, $"/devices/{Silent(device)}")) is { Status: 200 } answer
            && answer.Json.GetProperty("status").GetString() == "disconnected");

    /// <summary>Lists have the alert and all devices, the silent ones, too.</summary>
    public async Task AssertIsListedAsync(int silentDevices)
    {
        await Eventually.HoldsAsync("the open alert is listed", async () => (await _rest.SendAsync(HttpMethod.Get, $"/alerts?state=open&device_id={Device}", token: TestTokens.Admin())) is { Status: 200 } answer
            && answer.Json.GetProperty("alerts").GetArrayLength() == 1);
        await Eventually.HoldsAsync("the fleet lists its devices", async () =>
        {
            var answer = await _rest.SendAsync(HttpMethod.Get, "/devices?limit=500");
            return answer.Status == 200 && answer.Json.GetProperty("devices").EnumerateArray().Count(device => device.GetProperty("id").GetString()!.Contains(_id, StringComparison.Ordinal)) == 1 + silentDevices;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        _rest.Dispose();
    }

    private static double Battery(JsonElement frame) => frame.GetProperty("data").GetProperty("devices")[0].GetProperty("battery_level").GetDouble();

    private string Silent(int device) => $"silent-{_id}{device}";

    /// <summary>As a back end does: again, with the same key, until the cluster answers.</summary>
    private async Task PublishAsync(string path, object body)
    {
        var json = JsonSerializer.SerializeToNode(body)!.AsObject();
        json["id"] = Guid.NewGuid().ToString();
        await Eventually.HoldsAsync($"{path} is taken", async () => (await _rest.PublishAsync(path, json.ToJsonString())).Status is 200 or 201);
    }
}
