using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Grains.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

[Collection(SilosCollection.Name)]
public class DeviceGrainTests(SilosFixture fixture)
{
    /// <summary>That of <see cref="SilosFixture"/>.</summary>
    private static readonly TimeSpan _writeBehindDelay = TimeSpan.FromMilliseconds(20_100);

    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _id = SilosFixture.NewId("device");

    private IDeviceGrain Device => _silos.Grains.GetDevice(_id);

    private TimeSpan UntilWriteBehind => new DeviceOptions { WriteBehindDelay = _writeBehindDelay }.UntilWriteBehind(Device.GetGrainId(), _silos.Clock.GetUtcNow());

    private string Topic => TopicNames.Device(_id);

    [Fact]
    public async Task ReportStatusAsync_FirstReport_TellsTheComingThenTheStatus()
    {
        await using var gateway = await ListenAsync(Topic);
        await Device.ReportStatusAsync(new DeviceStatusReport { Name = "Pixel", Readings = new DeviceReadings { BatteryLevel = 85 } });

        var coming = (await gateway.NextPublicationAsync("device_connected")).Json();
        Assert.Equal((_id, "Pixel", "connected"), (Text(coming, "device_id"), Text(coming, "name"), Text(coming, "status")));
        var status = await gateway.NextPublicationAsync("device_status");
        Assert.Equal(("device_status", 2), (status.Type, status.Position.Offset));
        Assert.Equal(85, status.Json().GetProperty("devices")[0].GetProperty("battery_level").GetDouble());
        Assert.Equal(1, _silos.Storage.WritesOf(Device));
        Assert.Equal(1, _silos.Storage.WritesOf(_silos.Grains.GetTopic(Topic))); // Both with one write.
    }

    [Fact]
    public async Task ReportStatusAsync_ComingAndGoing_IsToldOncePerChange()
    {
        await using var gateway = await ListenAsync(Topic);
        foreach (var status in new[] { null, "connected", "disconnected", "disconnected", "busy", "connected" })
        {
            await Device.ReportStatusAsync(new DeviceStatusReport { Status = status });
        }

        var types = (await gateway.RestAsync()).Select(item => item.Publication!.Type).Where(type => type != "device_status");
        Assert.Equal(["device_connected", "device_disconnected", "device_connected"], types);
    }

    [Fact]
    public async Task ReportMetricsAsync_ManySamples_PublishesEachAndStoresThemLaterTogether()
    {
        await using var gateway = await ListenAsync(TopicNames.Metrics(_id));
        await Device.ReportMetricsAsync(Sample(0));
        Assert.Equal(1, _silos.Storage.WritesOf(Device)); // The one that made it connected.
        for (var n = 1; n <= 100; n++)
        {
            Assert.Equal(n + 1, (await Device.ReportMetricsAsync(Sample(n % 100))).Position.Offset);
        }

        Assert.Equal(101, (await gateway.RestAsync()).Count);
        Assert.Equal(1, _silos.Storage.WritesOf(Device));
        await _silos.Clock.PassAsync(UntilWriteBehind);
        await Device.GetSnapshotAsync(); // Its turn comes after the timer's.
        Assert.Equal(2, _silos.Storage.WritesOf(Device));
    }

    [Fact]
    public async Task ReportMetricsAsync_ManyDevicesAtOnce_AreNotStoredAtOnce()
    {
        var devices = Enumerable.Range(0, 40).Select(n => _silos.Grains.GetDevice($"{_id}-{n}")).ToList();
        await Task.WhenAll(devices.Select(async device =>
        {
            await device.ReportMetricsAsync(Sample(1));
            await device.ReportMetricsAsync(Sample(2));
        }));
        _silos.Clock.Advance(_writeBehindDelay / 2);
        Assert.InRange(await CountStoredAsync(), 1, 39);
        _silos.Clock.Advance(_writeBehindDelay / 2);
        Assert.Equal(40, await CountStoredAsync());

        async Task<int> CountStoredAsync()
        {
            await Task.WhenAll(devices.Select(device => device.GetSnapshotAsync())); // Their turns come after the timers'.
            return devices.Count(device => _silos.Storage.WritesOf(device) == 2);
        }
    }

    [Fact]
    public async Task ReportMetricsAsync_Deactivation_StoresTheLastSample()
    {
        await Device.ReportMetricsAsync(Sample(1));
        await Device.ReportMetricsAsync(Sample(42));
        await _silos.DeactivateAsync(Device);
        Assert.Equal(2, _silos.Storage.WritesOf(Device));
        var snapshot = await Device.GetSnapshotAsync();
        Assert.Equal(42, snapshot!.Readings.CpuUsage);
        Assert.Equal("""{"cpu_usage":42}""", System.Text.Encoding.UTF8.GetString(snapshot.Metrics!));
    }

    [Fact]
    public async Task ReportMetricsAsync_WriteBehindFails_IsLoggedAndTriedAgain()
    {
        await Device.ReportMetricsAsync(Sample(1));
        await Device.ReportMetricsAsync(Sample(2));
        _silos.Storage.Refuse(Device, new IOException("disk full"));
        await _silos.Clock.PassAsync(UntilWriteBehind);
        await Device.GetSnapshotAsync();
        Assert.Contains(_silos.Log.Errors, line => line.EventId == EventIds.WriteBehindFailed && line.Text.Contains(_id, StringComparison.Ordinal));

        _silos.Storage.Accept(Device);
        await _silos.Clock.PassAsync(_writeBehindDelay);
        await Device.GetSnapshotAsync();
        Assert.Equal(2, _silos.Storage.WritesOf(Device));
    }

    [Fact]
    public async Task ReportMetricsAsync_AnotherActivationWrote_WriteBehindEndsTheStaleActivation()
    {
        await Device.ReportMetricsAsync(Sample(1));
        await Device.ReportMetricsAsync(Sample(2));
        var ended = _silos.Cluster.WaitForDeactivationAsync(Device);
        _silos.Storage.Touch(Device);
        await _silos.Clock.PassAsync(UntilWriteBehind);
        await ended.WaitAsync(SocketClient.Patience);

        await Device.ReportStatusAsync(new DeviceStatusReport());
        Assert.Equal(2, _silos.Storage.WritesOf(Device));
    }

    [Fact]
    public async Task ReportMetricsAsync_AfterDisconnect_BringsTheDeviceBack()
    {
        await Device.ReportStatusAsync(new DeviceStatusReport { Status = "disconnected" });
        await using var gateway = await ListenAsync(Topic);
        await Device.ReportMetricsAsync(Sample(1));
        Assert.Equal([$"device_connected {Topic}"], await gateway.NextTypesAsync(1));
        Assert.Equal("connected", (await Device.GetSnapshotAsync())!.Status);
    }

    [Fact]
    public async Task ReportActionAsync_MoreThanTheBound_KeepsTheLatestOfEachId()
    {
        foreach (var (id, status) in new[] { ("a", "queued"), ("b", "queued"), ("c", "queued"), ("b", "completed"), ("d", "queued") })
        {
            await Device.ReportActionAsync(new DeviceAction { ActionId = id, ActionType = "reboot", Status = status });
        }

        var snapshot = await Device.GetSnapshotAsync();
        Assert.Equal(["c queued", "b completed", "d queued"], snapshot!.Actions.Select(action => $"{action.ActionId} {action.Status}"));
        Assert.Equal(DeviceStatus.Unknown, snapshot.Status);
        Assert.Equal(5, _silos.Storage.WritesOf(Device));
    }

    [Fact]
    public async Task ReportStatusAsync_WriteFails_KeepsTheOldStateAndTheCallerHears()
    {
        await Device.ReportStatusAsync(new DeviceStatusReport { Name = "old" });
        await using var gateway = await ListenAsync(Topic);
        _silos.Storage.Refuse(Device, new IOException("disk full"));
        var exception = await Assert.ThrowsAsync<OrleansException>(() => Device.ReportStatusAsync(new DeviceStatusReport { Name = "new" }));
        Assert.Contains("disk full", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", (await Device.GetSnapshotAsync())!.Name);

        _silos.Storage.Accept(Device);
        Assert.Empty(await gateway.RestAsync());
        await Device.ReportStatusAsync(new DeviceStatusReport { Name = "new" });
        Assert.Equal("new", (await Device.GetSnapshotAsync())!.Name);
    }

    [Fact]
    public async Task GetSnapshotAsync_IdsThatLookLikeOneNumber_AreDifferentDevices()
    {
        var suffix = Guid.NewGuid().ToString("N")[..8];
        string[] ids = [$"abc{suffix}", $"ABC{suffix}", $"0abc{suffix}"];
        foreach (var id in ids)
        {
            Assert.Null(await _silos.Grains.GetDevice(id).GetSnapshotAsync());
            await _silos.Grains.GetDevice(id).ReportStatusAsync(new DeviceStatusReport { Name = "name of " + id });
        }

        foreach (var id in ids)
        {
            await _silos.DeactivateAsync(_silos.Grains.GetDevice(id));
            var snapshot = await _silos.Grains.GetDevice(id).GetSnapshotAsync();
            Assert.Equal((id, "name of " + id), (snapshot!.DeviceId, snapshot.Name));
        }
    }

    [Fact]
    public async Task Alerts_UnknownDevice_ArePublishedAndChangeNothing()
    {
        await using var gateway = await ListenAsync(Topic, TopicNames.Security);
        await Device.AlertAsync(new DeviceAlert { AlertType = "security", Message = "m", Severity = "high" });
        await Device.AlertAsync(new DeviceAlert { AlertType = "general", Message = "m", Severity = "low" });
        await Device.CompleteOptimizationAsync("{}"u8.ToArray());
        await Device.AlertSecurityAsync("{}"u8.ToArray());
        var types = await gateway.NextTypesAsync(4);
        Assert.Contains("security_alert security", types);
        Assert.Equal(
            [$"security_alert {Topic}", $"analytics_update {Topic}", $"optimization_complete {Topic}"],
            types.Where(type => type.EndsWith(Topic, StringComparison.Ordinal)));
        Assert.Null(await Device.GetSnapshotAsync());
    }

    private static DeviceMetricsReport Sample(int cpu) => new()
    {
        Metrics = JsonSerializer.SerializeToUtf8Bytes(new { cpu_usage = cpu }),
        Readings = new DeviceReadings { CpuUsage = cpu },
    };

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

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
