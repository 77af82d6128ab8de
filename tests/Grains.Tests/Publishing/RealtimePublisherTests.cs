using System.Text.Json;
using System.Text.Json.Nodes;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.Publishing;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Publishing;

/// <summary>The specification's "Backend Usage", from a client of the cluster.</summary>
[Collection(SilosCollection.Name)]
public class RealtimePublisherTests(SilosFixture fixture)
{
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _device = SilosFixture.NewId("device_1");

    private RealtimePublisher Publisher => _silos.Publisher;

    [Fact]
    public async Task SendLiveMetricsAsync_Specification_ArrivesOnTheDevicesMetrics()
    {
        await using var gateway = await ListenAsync(TopicNames.Metrics(_device));
        await Publisher.SendLiveMetricsAsync(_device, new JsonObject
        {
            ["cpu_usage"] = 45.2,
            ["memory_usage"] = 67.8,
            ["battery_level"] = 85,
        });

        var publication = await gateway.NextPublicationAsync();
        Assert.Equal("live_metrics", publication.Type);
        Assert.Equal(
            $$"""{"device_id":"{{_device}}","metrics":{"cpu_usage":45.2,"memory_usage":67.8,"battery_level":85},"timestamp":"{{Now}}"}""",
            publication.Json().GetRawText());
        var snapshot = await _silos.Grains.GetDevice(_device).GetSnapshotAsync();
        Assert.Equal(new DeviceReadings { CpuUsage = 45.2, MemoryUsage = 67.8, BatteryLevel = 85 }, snapshot!.Readings);
    }

    [Fact]
    public async Task SendNotificationAsync_Specification_ArrivesOnNotifications()
    {
        await using var gateway = await ListenAsync(TopicNames.Notifications);
        var (id, receipt) = await Publisher.SendNotificationAsync("security", "Security Alert", "Suspicious activity detected", "high", deviceId: _device);

        var publication = await gateway.NextPublicationAsync();
        Assert.Equal(("notification", receipt.Position), (publication.Type, publication.Position));
        Assert.StartsWith("notification_", id, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"id":"{{id}}","type":"security","title":"Security Alert","message":"Suspicious activity detected","severity":"high","timestamp":"{{Now}}","read":false,"device_id":"{{_device}}"}""",
            publication.Json().GetRawText());
    }

    [Fact]
    public async Task BroadcastAsync_Specification_ArrivesOnTheFiltersTopic()
    {
        await using var gateway = await ListenAsync("device_status", TopicNames.Everyone);
        var deviceList = new JsonArray(new JsonObject { ["id"] = "device_1", ["status"] = "connected" });
        await Publisher.BroadcastAsync(MessageTypes.DeviceStatus, new JsonObject { ["devices"] = deviceList }, subscriptionFilter: "device_status");

        var publication = await gateway.NextPublicationAsync();
        Assert.Equal(("device_status", "device_status"), (publication.Type, publication.Topic));
        Assert.Equal("""{"devices":[{"id":"device_1","status":"connected"}]}""", publication.Json().GetRawText());
        Assert.DoesNotContain(await gateway.RestAsync(), item => item.Publication!.Topic == TopicNames.Everyone);
    }

    [Fact]
    public async Task BroadcastAsync_NoFilter_ReachesEveryone()
    {
        await using var gateway = await ListenAsync(TopicNames.Everyone);
        await Publisher.BroadcastAsync(MessageTypes.SystemMessage, new JsonObject { ["message"] = "hello" });
        Assert.Equal(["system_message $all"], await gateway.NextTypesAsync(1));
    }

    [Fact]
    public async Task SendNotificationAsync_ToAUser_IsKeptAndReachesThatUserAlone()
    {
        var user = SilosFixture.NewId("user");
        await using var gateway = await ListenAsync(TopicNames.User(user), TopicNames.Notifications);
        var (id, _) = await Publisher.SendNotificationAsync("info", "t", "m", userId: user, data: JsonElement.Parse("""{"a":[1]}"""));
        var only = Assert.Single(await gateway.RestAsync()).Publication!;
        Assert.Equal(TopicNames.User(user), only.Topic);
        Assert.Equal("""{"a":[1]}""", only.Json().GetProperty("data").GetRawText());
        Assert.Equal(id, Assert.Single(await _silos.Grains.GetUser(user).GetNotificationsAsync()).Id);
    }

    [Fact]
    public async Task SendAndPublish_EveryOtherKind_LandsWhereTheContractSays()
    {
        var user = SilosFixture.NewId("user");
        var topic = TopicNames.Device(_device);
        await using var gateway = await ListenAsync(topic, "security", "analytics", "performance", TopicNames.User(user), TopicNames.Metrics(_device));
        await Publisher.SendDeviceAlertAsync(_device, "security", "m");
        await Publisher.SendDeviceAlertAsync(_device, "general", "m", "low");
        await Publisher.SendSecurityAlertAsync(_device, new JsonObject { ["type"] = "root" });
        await Publisher.SendDeviceActionAsync(_device, new DeviceAction { ActionId = "a", ActionType = "reboot", Status = "queued" });
        await Publisher.SendOptimizationCompleteAsync(_device, new JsonObject { ["improvements"] = 3 });
        await Publisher.SendPerformanceDataAsync(new JsonObject { ["fps"] = 60 });
        await Publisher.SendToUserAsync(user, "analytics_update", new JsonObject());
        await Publisher.SendDeviceStatusAsync(_device, new DeviceStatusReport());
        await Publisher.SendAnalyticsUpdateAsync(_device, new JsonObject { ["a"] = 1 });

        // Topics may be on two silos, each with a lane of its own: only the order within a topic is certain.
        string[] expected =
        [
            $"security_alert {topic}", $"analytics_update {topic}", "security_alert security", $"device_action {topic}", $"optimization_complete {topic}",
            "performance_data performance", $"analytics_update $user:{user}", $"device_connected {topic}", $"device_status {topic}", "analytics_update analytics",
        ];
        var actual = await gateway.NextTypesAsync(10);
        Assert.Equal(expected.Order(), actual.Order());
        Assert.Equal(expected.Where(line => line.EndsWith(topic, StringComparison.Ordinal)), actual.Where(line => line.EndsWith(topic, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SendAndPublish_MalformedArguments_ThrowBeforeAnythingIsSent()
    {
        var empty = new JsonObject();
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.SendLiveMetricsAsync("a b", empty));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.SendNotificationAsync("t", "t", "m", userId: ""));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.SendNotificationAsync("t", "t", "m", deviceId: "$"));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.BroadcastAsync("no_type", empty));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.BroadcastAsync("heartbeat", empty, "$all"));
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.SendToUserAsync(" a", "heartbeat", empty));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Publisher.SendDeviceActionAsync(_device, new DeviceAction { ActionId = "a", ActionType = "t", Status = "done" }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Publisher.StartMonitoringAsync(_device, "all", TimeSpan.FromMilliseconds(99)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Publisher.StartMonitoringAsync(_device, "all", TimeSpan.FromDays(2)));
        Assert.Null(await _silos.Grains.GetDevice(_device).GetSnapshotAsync());
    }

    [Fact]
    public async Task SendAndPublish_TooMuch_ThrowsBeforeAnythingIsSent()
    {
        var word = new string('w', TextLimits.Word + 1);
        var text = new string('m', TextLimits.Message + 1);
        var tooMuch = new JsonObject { ["x"] = new string('x', MessageData.MaxBytes) };
        var action = new DeviceAction { ActionId = "a", ActionType = "t", Status = "queued" };
        Func<Task>[] calls =
        [
            () => Publisher.SendLiveMetricsAsync(_device, tooMuch),
            () => Publisher.SendDeviceStatusAsync(_device, new DeviceStatusReport { Name = word }),
            () => Publisher.SendDeviceStatusAsync(_device, new DeviceStatusReport { Status = word }),
            () => Publisher.SendDeviceStatusAsync(_device, new DeviceStatusReport { Status = DeviceStatus.Unknown }),
            () => Publisher.SendDeviceStatusAsync(_device, new DeviceStatusReport { Details = ((MessageData)new JsonObject { ["x"] = new string('x', DeviceStatusReport.MaxDetailsBytes) }).Utf8 }),
            () => Publisher.SendDeviceAlertAsync(_device, word, "m"),
            () => Publisher.SendDeviceAlertAsync(_device, "general", text),
            () => Publisher.SendDeviceAlertAsync(_device, "general", "m", word),
            () => Publisher.SendDeviceActionAsync(_device, action with { ActionId = word }),
            () => Publisher.SendDeviceActionAsync(_device, action with { ActionType = word }),
            () => Publisher.SendDeviceActionAsync(_device, action with { Result = new byte[MessageData.MaxBytes + 1] }),
            () => Publisher.StartMonitoringAsync(_device, word, TimeSpan.FromSeconds(5)),
            () => Publisher.SendNotificationAsync(word, "t", "m"),
            () => Publisher.SendNotificationAsync("info", new string('t', TextLimits.Title + 1), "m"),
            () => Publisher.SendNotificationAsync("info", "t", text),
            () => Publisher.SendNotificationAsync("info", "t", "m", word),
            () => Publisher.SendNotificationAsync("info", "t", "m", data: JsonSerializer.SerializeToElement(new string('x', MessageData.MaxBytes))),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<ArgumentException>(call);
        }

        Assert.Null(await _silos.Grains.GetDevice(_device).GetSnapshotAsync());
    }

    /// <summary>Orleans' memory streams lose a write of 1 MiB or more, and its neighbours, without a word.</summary>
    [Fact]
    public async Task SendNotificationAsync_AllThatMayBeSaid_Arrives()
    {
        const char sixBytesOfJson = '\u007f';
        await using var gateway = await ListenAsync(TopicNames.Notifications);
        var word = new string(sixBytesOfJson, TextLimits.Word);
        for (var n = 0; n < 3; n++)
        {
            await Publisher.SendNotificationAsync(
                word, new string(sixBytesOfJson, TextLimits.Title), new string(sixBytesOfJson, TextLimits.Message), word,
                deviceId: new string('d', DeviceId.MaxLength), data: JsonSerializer.SerializeToElement(new string('x', MessageData.MaxBytes - 2)));
            await Publisher.SendNotificationAsync("info", "a small neighbour", "m");
        }

        Assert.Equal(Enumerable.Repeat("notification notifications", 6), await gateway.NextTypesAsync(6));
    }

    [Fact]
    public async Task SendLiveMetricsAsync_NestedDeeperThanReadersUsuallyGo_IsPassedOn()
    {
        await using var gateway = await ListenAsync(TopicNames.Metrics(_device));
        var deep = new JsonObject();
        for (var level = 0; level < 100; level++)
        {
            deep = new JsonObject { ["x"] = deep };
        }

        await Publisher.SendLiveMetricsAsync(_device, deep);
        Assert.Equal([$"live_metrics metrics_{_device}"], await gateway.NextTypesAsync(1));
    }

    [Fact]
    public async Task SendLiveMetricsAsync_CancelledBefore_IsNotCarriedOut()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Publisher.SendLiveMetricsAsync(_device, new JsonObject(), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Null(await _silos.Grains.GetDevice(_device).GetSnapshotAsync());
    }

    [Fact]
    public async Task SendNotificationAsync_Repeated_HasTheIdOfTheFirst()
    {
        var user = SilosFixture.NewId("user");
        var key = SilosFixture.NewId("key");
        foreach (var userId in new[] { null, user })
        {
            var first = await Publisher.SendNotificationAsync("info", "t", "m", userId: userId, idempotencyKey: key);
            _silos.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(first, await Publisher.SendNotificationAsync("info", "t", "m", userId: userId, idempotencyKey: key));
            var other = await Publisher.SendNotificationAsync("info", "t", "m", userId: userId, idempotencyKey: key + "2");
            Assert.NotEqual(first.Id, other.Id);
            Assert.NotEqual(first.Receipt.Position, other.Receipt.Position);
        }

        var (toAll, _) = await Publisher.SendNotificationAsync("info", "t", "m", idempotencyKey: key);
        var (toUser, _) = await Publisher.SendNotificationAsync("info", "t", "m", userId: user, idempotencyKey: key);
        Assert.NotEqual(toAll, toUser);
        Assert.Matches("^notification_[0-9a-f]{32}$", toAll);
        Assert.Equal(2, (await _silos.Grains.GetUser(user).GetNotificationsAsync()).Count);
    }

    [Fact]
    public async Task SendAndPublish_Repeated_IsPublishedOnce()
    {
        var key = SilosFixture.NewId("key");
        var user = SilosFixture.NewId("user");
        var topic = SilosFixture.NewId("topic");
        var action = new DeviceAction { ActionId = "a", ActionType = "reboot", Status = "queued" };
        Func<string?, Task<PublicationReceipt>>[] calls =
        [
            k => Publisher.SendLiveMetricsAsync(_device, new JsonObject(), k),
            k => Publisher.SendDeviceStatusAsync(_device, new DeviceStatusReport(), k),
            k => Publisher.SendAnalyticsUpdateAsync(_device, new JsonObject(), k),
            k => Publisher.SendDeviceAlertAsync(_device, "general", "m", idempotencyKey: k),
            k => Publisher.SendSecurityAlertAsync(_device, new JsonObject(), k),
            async k => (await Publisher.SendDeviceActionAsync(_device, action, k)).Receipt,
            k => Publisher.SendOptimizationCompleteAsync(_device, new JsonObject(), k),
            k => Publisher.StartMonitoringAsync(_device, "all", TimeSpan.FromMilliseconds(8_900), idempotencyKey: k),
            k => Publisher.SendPerformanceDataAsync(new JsonObject(), k),
            k => Publisher.BroadcastAsync("system_message", new JsonObject(), topic, k),
            k => Publisher.BroadcastAsync("system_message", new JsonObject(), null, k),
            k => Publisher.SendToUserAsync(user, "system_message", new JsonObject(), k),
        ];
        foreach (var call in calls)
        {
            var first = await call(key);
            Assert.Equal(first, await call(key));
            Assert.NotEqual(first.Position, (await call(key + "2")).Position);
            await Assert.ThrowsAsync<ArgumentException>(() => call(""));
            await Assert.ThrowsAsync<ArgumentException>(() => call(new string('k', IdempotencyKey.MaxLength + 1)));
        }

        var ended = _silos.Log.WhenAsync(line => line.EventId == EventIds.MonitoringEnded && line.Text.Contains(_device, StringComparison.Ordinal), "monitoring ends");
        _silos.Clock.Advance(TimeSpan.FromMinutes(3));
        await ended;
    }

    [Fact]
    public async Task BroadcastAsync_SameKeyForAnotherType_IsAnotherMessage()
    {
        var topic = SilosFixture.NewId("topic");
        var first = await Publisher.BroadcastAsync("system_message", new JsonObject(), topic, "k");
        Assert.Equal(first.Position with { Offset = 2 }, (await Publisher.BroadcastAsync("network_status", new JsonObject(), topic, "k")).Position);
    }

    private string Now => JsonText.Format(_silos.Clock.GetUtcNow());

    private async Task<GatewayListener> ListenAsync(params string[] topics)
    {
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        foreach (var topic in topics)
        {
            await gateway.SetInterestAsync(topic);
        }

        return gateway;
    }
}
