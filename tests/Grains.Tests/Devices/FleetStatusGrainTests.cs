using AndroidZen.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

[Collection(SilosCollection.Name)]
public class FleetStatusGrainTests(SilosFixture fixture)
{
    private static readonly TimeSpan _window = TimeSpan.FromMilliseconds(170);
    private readonly TestSilos _silos = fixture.Silos;

    private IFleetStatusGrain Fleet => _silos.Grains.GetGrain<IFleetStatusGrain>(0);

    [Fact]
    public async Task DeviceChangedAsync_Window_GathersEachDeviceOnceWithItsLastState()
    {
        await using var gateway = await ListenAsync();
        foreach (var (id, status) in new[] { ("a", "busy"), ("b", "idle"), ("a", "idle") })
        {
            await Fleet.DeviceChangedAsync(Device(id, status), DeviceTransition.None);
        }

        await WhenToldAsync(gateway);
        await _silos.Clock.PassAsync(_window);
        var publication = await gateway.NextPublicationAsync("device_status");
        var devices = publication.Json().GetProperty("devices").EnumerateArray();
        Assert.Equal(["a idle", "b idle", "end connected"], devices.Select(device => $"{device.GetProperty("id")} {device.GetProperty("status")}").Order());
        Assert.Empty(await gateway.RestAsync());
    }

    [Fact]
    public async Task DeviceChangedAsync_Transition_IsToldAtOnce()
    {
        await using var gateway = await ListenAsync();
        await Fleet.DeviceChangedAsync(Device("a", "connected"), DeviceTransition.Connected);
        await Fleet.DeviceChangedAsync(Device("b", "disconnected"), DeviceTransition.Disconnected);
        Assert.Equal(["device_connected device_status", "device_disconnected device_status"], await gateway.NextTypesAsync(2));
        await _silos.Clock.PassAsync(_window);
        Assert.Equal(["device_status device_status"], await gateway.NextTypesAsync(1));
    }

    [Fact]
    public async Task DeviceChangedAsync_MoreThanFitOneMessage_SendsSeveral()
    {
        await using var gateway = await ListenAsync();
        for (var n = 0; n < 24; n++)
        {
            await Fleet.DeviceChangedAsync(Device($"d{n}", "idle"), DeviceTransition.None);
        }

        await WhenToldAsync(gateway);
        await _silos.Clock.PassAsync(_window);
        foreach (var count in new[] { 10, 10, 5 })
        {
            Assert.Equal(count, (await gateway.NextPublicationAsync("device_status")).Json().GetProperty("devices").GetArrayLength());
        }
    }

    [Fact]
    public async Task DeviceChangedAsync_Deactivation_LosesNothing()
    {
        await using var gateway = await ListenAsync();
        await Fleet.DeviceChangedAsync(Device("a", "idle"), DeviceTransition.None);
        await _silos.Clock.WhenArmedAsync(_window);
        await _silos.DeactivateAsync(Fleet);
        Assert.Equal(["device_status device_status"], await gateway.NextTypesAsync(1));
    }

    [Fact]
    public async Task ReportStatusAsync_Device_ReachesTheFleet()
    {
        var id = SilosFixture.NewId("device");
        await using var gateway = await ListenAsync();
        await _silos.Grains.GetDevice(id).ReportStatusAsync(new DeviceStatusReport());
        var coming = await gateway.NextPublicationAsync("device_connected");
        Assert.Equal(("device_connected", id), (coming.Type, coming.Json().GetProperty("device_id").GetString()));
        await _silos.Clock.PassAsync(_window);
        var status = await gateway.NextPublicationAsync("device_status");
        Assert.Equal(id, Assert.Single(status.Json().GetProperty("devices").EnumerateArray()).GetProperty("id").GetString());
    }

    private static DeviceSnapshot Device(string id, string status) => new() { DeviceId = id, Name = id, Status = status };

    /// <summary>The calls are one way: a last one, which is told at once, shows that those before it have arrived.</summary>
    private async Task WhenToldAsync(GatewayListener gateway)
    {
        await Fleet.DeviceChangedAsync(Device("end", "connected"), DeviceTransition.Connected);
        Assert.Equal(["device_connected device_status"], await gateway.NextTypesAsync(1));
    }

    /// <summary>Listens once the fleet has told what other tests have left.</summary>
    private async Task<GatewayListener> ListenAsync()
    {
        await _silos.DeactivateAsync(Fleet);
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.DeviceStatus);
        return gateway;
    }
}
