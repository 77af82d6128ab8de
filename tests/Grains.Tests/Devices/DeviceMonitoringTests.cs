using AndroidZen.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

[Collection(SilosCollection.Name)]
public class DeviceMonitoringTests(SilosFixture fixture)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(7_300);
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _id = SilosFixture.NewId("device");

    private IDeviceGrain Device => _silos.Grains.GetDevice(_id);

    [Fact]
    public async Task StartMonitoringAsync_Running_PublishesTheMetricsEveryInterval()
    {
        await Device.ReportMetricsAsync(new DeviceMetricsReport { Metrics = """{"cpu_usage":5}"""u8.ToArray() });
        await using var gateway = await ListenAsync();
        await Device.StartMonitoringAsync(Request());
        Assert.Equal("system_message", (await gateway.NextPublicationAsync()).Type);
        for (var n = 0; n < 3; n++)
        {
            await _silos.Clock.PassAsync(_interval);
            var metrics = await gateway.NextPublicationAsync("live_metrics");
            Assert.Equal((TopicNames.Metrics(_id), _silos.Clock.GetUtcNow()), (metrics.Topic, metrics.Timestamp));
            Assert.Equal(5, metrics.Json().GetProperty("metrics").GetProperty("cpu_usage").GetInt32());
        }

        await EndAsync();
    }

    [Fact]
    public async Task StartMonitoringAsync_LeaseEnds_StopsAndLeavesNothing()
    {
        await Device.StartMonitoringAsync(Request());
        Assert.Equal(1, _silos.Reminders.CountOf(Device));
        Assert.Equal(_interval, (await Device.GetSnapshotAsync())!.Monitoring!.Interval);

        await EndAsync();
        Assert.Equal(0, _silos.Reminders.CountOf(Device));
        Assert.Null(await Device.GetSnapshotAsync());
        await using var gateway = await ListenAsync();
        _silos.Clock.Advance(10 * _interval);
        Assert.Empty(await gateway.RestAsync());
    }

    [Fact]
    public async Task StartMonitoringAsync_Again_ReplacesTheInterval()
    {
        await using var gateway = await ListenAsync();
        await Device.StartMonitoringAsync(Request());
        await Device.StartMonitoringAsync(Request() with { Interval = 2 * _interval });
        await gateway.NextTypesAsync(2);
        _silos.Clock.Advance(_interval);
        Assert.Empty(await gateway.RestAsync());
        await _silos.Clock.PassAsync(_interval);
        Assert.Equal("live_metrics", (await gateway.NextPublicationAsync()).Type);
        await EndAsync();
    }

    [Fact]
    public async Task ReceiveReminder_ActivationGone_GoesOn()
    {
        await using var gateway = await ListenAsync();
        await Device.StartMonitoringAsync(Request());
        await gateway.NextTypesAsync(1);
        await _silos.DeactivateAsync(Device);

        await _silos.Clock.PassAsync(TimeSpan.FromMinutes(1)); // The reminder makes a new activation, which starts its timer.
        await _silos.Clock.PassAsync(_interval);
        Assert.Equal([$"live_metrics {TopicNames.Metrics(_id)}"], await gateway.NextTypesAsync(1));
        await EndAsync();
    }

    [Fact]
    public async Task ReceiveReminder_SiloKilled_GoesOnOnAnother()
    {
        await using var silos = await TestSilos.StartAsync(losesSilos: true);
        var device = silos.Grains.GetDevice(_id);
        await device.StartMonitoringAsync(Request());
        var silo = silos.SiloOf(device);
        await silos.Cluster.KillSiloAsync(silo);
        await silos.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        await silos.Clock.PassAsync(TimeSpan.FromMinutes(1));
        await silos.Clock.WhenArmedAsync(_interval);
        Assert.NotEqual(silo.SiloAddress, silos.SiloOf(device).SiloAddress);
        Assert.NotNull((await device.GetSnapshotAsync())!.Monitoring);
    }

    private static MonitoringRequest Request() => new() { MonitoringType = "all", Interval = _interval };

    /// <summary>Lets the lease run out, and the timer notice it.</summary>
    private async Task EndAsync()
    {
        var ended = _silos.Log.WhenAsync(line => line.EventId == EventIds.MonitoringEnded && line.Text.Contains(_id, StringComparison.Ordinal), "monitoring ends");
        _silos.Clock.Advance(TimeSpan.FromMinutes(3));
        await ended;
    }

    private async Task<GatewayListener> ListenAsync()
    {
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.Device(_id));
        await gateway.SetInterestAsync(TopicNames.Metrics(_id));
        return gateway;
    }
}
