using AndroidZen.TestKit;
using Xunit.Abstractions;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>What operators do, and what happens to them: restarts of everything under traffic, a storage server that is away for a minute, and everything stopped and started again.</summary>
public abstract class OperationsTests(ProcessCluster cluster, ITestOutputHelper output)
{
    private const int Clients = 8;
    private const double Rate = 10;

    [Fact]
    public async Task EveryProcess_RestartedOneByOneUnderTraffic_NothingIsLost()
    {
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), Clients, Rate);
        foreach (var index in new[] { 0, 1 })
        {
            await traffic.FlowAsync(20);
            Assert.Equal(0, await cluster.StopSiloAsync(index));
            await traffic.FlowAsync(20);
            await cluster.StartSiloAsync(index, isElsewhere: true);
        }

        foreach (var index in new[] { 0, 1 })
        {
            await traffic.FlowAsync(20);
            Assert.Equal(0, await cluster.StopWebHostAsync(index));
            await cluster.StartWebHostAsync(index);
        }

        await traffic.FlowAsync(20);
        output.WriteLine(await traffic.AssertDeliveredAsync("every process was restarted in good order, one after the other"));
        Assert.All(traffic.Checkers, checker => Assert.False(checker.HasLostAnything));
    }

    /// <summary>Longer than every lease, heartbeat and time-out of the cluster.</summary>
    [Fact]
    public Task Storage_AwayUnderTraffic_NothingAcknowledgedIsLostAndEverythingRecovers() => AssertOutlivesAsync(TimeSpan.FromSeconds(30));

    [Fact, Trait("Category", "Soak")]
    public Task Storage_AwayForMinutesUnderTraffic_NothingAcknowledgedIsLostAndEverythingRecovers() => AssertOutlivesAsync(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task EveryProcess_StoppedAndStartedAgain_StateIsThere()
    {
        var id = Guid.NewGuid().ToString("N")[..12];
        using (var rest = new RestClient(cluster.Hosts[0]))
        {
            Assert.Equal(200, (await rest.PublishAsync($"/devices/{id}/status", new { name = "Pixel", battery_level = 80 })).Status);
            Assert.Equal(200, (await rest.PublishAsync("/ws/live-metrics", new { device_id = id, metrics = new { cpu_usage = 33 } })).Status);
            Assert.Equal(200, (await rest.PublishAsync("/ws/notification", new { title = "Kept", message = "m", user_id = id })).Status);
            Assert.Equal(200, (await rest.PublishAsync("/ws/security-alert", new { device_id = id, alert_details = new { type = "Kept" } })).Status);
        }

        await cluster.StopAllAsync();
        await cluster.StartAllAsync();

        using var again = new RestClient(cluster.Hosts[1]);
        await using var page = await SocketClient.ConnectAsync(cluster.Hosts[0], token: TestTokens.User(id));
        Assert.Equal("Kept", (await page.NextAsync("notification")).GetProperty("data").GetProperty("title").GetString());
        await page.SubscribeAsync($"device_{id}", snapshot: true);
        var twin = (await page.NextAsync("device_status")).GetProperty("data").GetProperty("devices")[0];
        Assert.Equal(("Pixel", 80, 33), (twin.GetProperty("name").GetString(), twin.GetProperty("battery_level").GetDouble(), twin.GetProperty("cpu_usage").GetDouble()));
        await Eventually.HoldsAsync("the open alert is listed", async () => (await again.SendAsync(HttpMethod.Get, $"/alerts?state=open&device_id={id}", token: TestTokens.Admin())) is { Status: 200 } answer
            && answer.Json.GetProperty("alerts").GetArrayLength() == 1);

        // Reminders go on where they were: the device is noticed to be silent by a cluster that has never heard of it.
        await Eventually.HoldsAsync("the silent device is disconnected", async () => (await again.SendAsync(HttpMethod.Get, $"/devices/{id}")) is { Status: 200 } answer
            && answer.Json.GetProperty("status").GetString() == "disconnected");
    }

    private async Task AssertOutlivesAsync(TimeSpan outage)
    {
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), Clients, Rate);
        await traffic.FlowAsync(20);
        await cluster.Storage!.FailAsync();
        await Task.Delay(outage); // By the clock: that is what the cluster has to outlive.
        await cluster.Storage.StartAsync();
        await traffic.FlowAsync(40);
        output.WriteLine(await traffic.AssertDeliveredAsync($"the storage server was ended, and started again after {outage}"));

        // Topics that are not stored have nothing to do with it.
        Assert.All(traffic.Checkers, checker => Assert.False(checker.HasLostAnything));
    }
}

/// <inheritdoc/>
[Collection(RedisDelivery.Name)]
public sealed class RedisOperationsTests(RedisCluster cluster, ITestOutputHelper output) : OperationsTests(cluster, output);

/// <inheritdoc/>
[Collection(PostgresDelivery.Name)]
public sealed class PostgresOperationsTests(PostgresCluster cluster, ITestOutputHelper output) : OperationsTests(cluster, output);

/// <inheritdoc/>
[Collection(AzureDelivery.Name), Trait("Category", "Azure")]
public sealed class AzureOperationsTests(AzureCluster cluster, ITestOutputHelper output) : OperationsTests(cluster, output);
