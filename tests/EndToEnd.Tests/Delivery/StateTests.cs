using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>What a page shows first is the whole truth, and what nobody has seen is kept, whatever dies.</summary>
public abstract class StateTests(ProcessCluster cluster)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    private string Device => "device-" + _id;

    private string Silent => "silent-" + _id;

    private string User => "user-" + _id;

    [Fact]
    public async Task Silos_KilledOneAfterTheOther_StateIsWholeAndSilenceIsNoticed()
    {
        using var rest = new RestClient(cluster.Hosts[0]);
        await using var page = await SocketClient.ConnectAsync(cluster.Hosts[1]);
        await PublishAsync(rest, $"/devices/{Device}/status", new { name = "Pixel", battery_level = 1 });
        await PublishAsync(rest, $"/devices/{Device}/actions", new { action_type = "reboot", action_id = "a" });
        await PublishAsync(rest, "/ws/notification", new { title = "Look", message = "m", user_id = User });
        await PublishAsync(rest, "/ws/security-alert", new { device_id = Device, alert_details = new { type = _id } });
        await page.SubscribeAsync($"device_{Device}", snapshot: true);
        Assert.Equal(1, Battery(await page.NextAsync("device_status")));

        for (var silo = 0; silo < 2; silo++)
        {
            await PublishAsync(rest, $"/devices/{Silent}{silo}/status", new { });
            await cluster.KillSiloAsync(silo);
            var restarting = cluster.StartSiloAsync(silo, isElsewhere: true);
            await PublishAsync(rest, $"/devices/{Device}/status", new { battery_level = 10 + silo });
            await restarting;

            // The page that was open has missed nothing, and a new one begins with the truth.
            await page.NextAsync(frame => frame.GetProperty("type").GetString() == "device_status" && Battery(frame) == 10 + silo, "the status that was reported while a silo was dead");
            await using var other = await SocketClient.ConnectAsync(cluster.Hosts[0], token: TestTokens.User(User));
            Assert.Equal("Look", (await other.NextAsync("notification")).GetProperty("data").GetProperty("title").GetString());
            await other.SubscribeAsync($"device_{Device}", snapshot: true);
            var twin = (await other.NextAsync("device_status")).GetProperty("data").GetProperty("devices")[0];
            Assert.Equal(("Pixel", "a"), (twin.GetProperty("name").GetString(), twin.GetProperty("actions")[0].GetProperty("action_id").GetString()));

            // The silo that would have noticed may be the one that died.
            await Eventually.HoldsAsync("a silent device is disconnected", async () => (await rest.SendAsync(HttpMethod.Get, $"/devices/{Silent}{silo}")) is { Status: 200 } answer
                && answer.Json.GetProperty("status").GetString() == "disconnected");
        }

        await Eventually.HoldsAsync("the open alert is listed", async () => (await rest.SendAsync(HttpMethod.Get, $"/alerts?state=open&device_id={Device}", token: TestTokens.Admin())) is { Status: 200 } answer
            && answer.Json.GetProperty("alerts").GetArrayLength() == 1);
        await Eventually.HoldsAsync("the fleet lists its devices", async () =>
        {
            var answer = await rest.SendAsync(HttpMethod.Get, "/devices?limit=500");
            return answer.Status == 200 && answer.Json.GetProperty("devices").EnumerateArray().Count(device => device.GetProperty("id").GetString()!.Contains(_id, StringComparison.Ordinal)) == 3;
        });
    }

    private static double Battery(JsonElement frame) => frame.GetProperty("data").GetProperty("devices")[0].GetProperty("battery_level").GetDouble();

    /// <summary>As a back end does: again, with the same key, until the cluster answers.</summary>
    private static async Task PublishAsync(RestClient rest, string path, object body)
    {
        var json = JsonSerializer.SerializeToNode(body)!.AsObject();
        json["id"] = Guid.NewGuid().ToString();
        await Eventually.HoldsAsync($"{path} is taken", async () => (await rest.PublishAsync(path, json.ToJsonString())).Status is 200 or 201);
    }
}

/// <inheritdoc/>
[Collection(RedisDelivery.Name)]
public sealed class RedisStateTests(RedisCluster cluster) : StateTests(cluster);

/// <inheritdoc/>
[Collection(SqliteDelivery.Name)]
public sealed class SqliteStateTests(SqliteCluster cluster) : StateTests(cluster);
