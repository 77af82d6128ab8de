using AndroidZen.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

[Collection(SilosCollection.Name)]
public class FleetStatusGrainTests(SilosFixture fixture)
{
    private static readonly TimeSpan _window = TimeSpan.FromMilliseconds(170);
    private readonly TestSilos _silos = fixture.Silos;

    // Devices of the tests before may still be told of.
    private readonly string _run = SilosFixture.NewId("") + " ";

    private IFleetStatusGrain Fleet => _silos.Grains.GetGrain<IFleetStatusGrain>(0);

    [Fact]
    public async Task TellAsync_Window_GathersEachDeviceOnceWithItsLastState()
    {
        await using var gateway = await ListenAsync();
        await ChangeAsync(gateway, Device("a", "busy"));
        await ChangeAsync(gateway, Device("b", "idle"));
        await ChangeAsync(gateway, Device("a", "idle"));
        Assert.Equal(["a idle", "b idle"], await FlushAsync(gateway));
        Assert.Empty(await gateway.RestAsync());
    }

    [Fact]
    public async Task TellAsync_OlderStateOvertaken_KeepsTheNewer()
    {
        await using var gateway = await ListenAsync();
        var now = _silos.Clock.GetUtcNow();
        await ChangeAsync(gateway, Device("a", "newer") with { LastSeen = now });
        await ChangeAsync(gateway, Device("a", "older") with { LastSeen = now.AddMilliseconds(-1) });
        Assert.Equal(["a newer"], await FlushAsync(gateway));
    }

    [Fact]
    public async Task TellAsync_OvertakenByTheNextWindow_TellsNothingOlderThanBefore()
    {
        await using var gateway = await ListenAsync();
        var now = _silos.Clock.GetUtcNow();
        await ChangeAsync(gateway, Device("a", "newer") with { LastSeen = now });
        Assert.Equal(["a newer"], await FlushAsync(gateway));
        await ChangeAsync(gateway, Device("a", "older") with { LastSeen = now.AddMilliseconds(-1) });
        await ChangeAsync(gateway, Device("b", "idle"));
        Assert.Equal(["b idle"], await FlushAsync(gateway));
    }

    [Fact]
    public async Task TellAsync_Transition_IsToldAtOnce()
    {
        await using var gateway = await ListenAsync();
        await TellAsync(Device("a", "connected"), DeviceTransition.Connected);
        Assert.Equal(["device_connected device_status"], await gateway.NextTypesAsync(1));
        await TellAsync(Device("a", "disconnected"), DeviceTransition.Disconnected);
        Assert.Equal(["device_disconnected device_status"], await gateway.NextTypesAsync(1));
        Assert.Equal(["a disconnected"], await FlushAsync(gateway));
    }

    /// <summary>Whoever heard of it after the removal had a device that was not there, until it looked again.</summary>
    [Fact]
    public async Task TellAsync_TransitionOfADeviceThatHasBeenRemovedSince_IsNotTold()
    {
        await using var gateway = await ListenAsync();
        var now = _silos.Clock.GetUtcNow();
        var device = Device("a", "connected") with { LastSeen = now };
        await Fleet.RemoveAsync(device.DeviceId, now);
        await TellAsync(device, DeviceTransition.Connected);
        Assert.DoesNotContain(await gateway.RestAsync(), sent => sent.Publication is { Type: "device_connected" } came && came.Json().GetProperty("device_id").GetString() == device.DeviceId);

        await TellAsync(device with { LastSeen = now.AddMilliseconds(1) }, DeviceTransition.Connected); // One that reports again is a new one.
        Assert.Equal(["device_connected device_status"], await gateway.NextTypesAsync(1));
    }

    [Fact]
    public async Task TellAsync_TheSameTransitionAgain_IsPublishedOnce()
    {
        await using var gateway = await ListenAsync();
        var device = Device("a", "connected") with { LastSeen = _silos.Clock.GetUtcNow() };
        await TellAsync(device, DeviceTransition.Connected);
        await TellAsync(device, DeviceTransition.Connected); // Its silo has not heard that it was told.
        Assert.Equal(["device_connected device_status"], await gateway.NextTypesAsync(1));
        Assert.Equal(["a connected"], await FlushAsync(gateway));
    }

    [Fact]
    public async Task TellAsync_MoreThanFitOneMessage_SendsSeveral()
    {
        await using var gateway = await ListenAsync();
        for (var n = 0; n < 25; n++)
        {
            await ChangeAsync(gateway, Device($"d{n}", "idle"));
        }

        Assert.Equal(10, (await FlushAsync(gateway)).Count);
        Assert.Equal(10, (await NextDevicesAsync(gateway)).Count);
        Assert.Equal(5, (await NextDevicesAsync(gateway)).Count);
    }

    [Fact]
    public async Task TellAsync_Deactivation_LosesNothing()
    {
        await using var gateway = await ListenAsync();
        await TellAsync(Device("a", "idle"), DeviceTransition.None);
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
        Assert.Contains(status.Json().GetProperty("devices").EnumerateArray(), device => device.GetProperty("id").GetString() == id);
    }

    private DeviceSnapshot Device(string id, string status) => new() { DeviceId = _run + id, Name = id, Status = status };

    private Task TellAsync(DeviceSnapshot device, DeviceTransition transition) => Fleet.TellAsync(new FleetChanges
    {
        Devices = [device],
        Transitions = transition == DeviceTransition.None ? [] : [new FleetTransition(device, transition)],
    });

    private async Task ChangeAsync(GatewayListener gateway, DeviceSnapshot device)
    {
        await TellAsync(device, DeviceTransition.None);
        Assert.Empty(await gateway.RestAsync());
    }

    private async Task<IReadOnlyList<string>> FlushAsync(GatewayListener gateway)
    {
        await _silos.Clock.PassAsync(_window);
        return await NextDevicesAsync(gateway);
    }

    private async Task<IReadOnlyList<string>> NextDevicesAsync(GatewayListener gateway)
    {
        while (true)
        {
            var publication = await gateway.NextPublicationAsync("device_status");
            Assert.Equal("device_status", publication.Type);
            var devices = publication.Json().GetProperty("devices").EnumerateArray().Select(device => $"{device.GetProperty("id")} {device.GetProperty("status")}");
            if (devices.Where(device => device.StartsWith(_run, StringComparison.Ordinal)).Select(device => device[_run.Length..]).Order().ToList() is { Count: > 0 } ours)
            {
                return ours;
            }
        }
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
