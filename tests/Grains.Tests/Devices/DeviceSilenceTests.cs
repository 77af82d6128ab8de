using AndroidZen.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

/// <summary>A device that goes quiet is noticed, whoever dies meanwhile. Each test has silos of its own, because hours of their clock pass.</summary>
public sealed class DeviceSilenceTests : IAsyncLifetime
{
    private static readonly DeviceMetricsReport _sample = new() { Metrics = """{"cpu_usage":5}"""u8.ToArray(), Readings = new DeviceReadings { CpuUsage = 5 } };
    private static readonly TimeSpan _sweep = TimeSpan.FromSeconds(1);
    private TestSilos _silos = null!;

    private IDeviceGrain Device => _silos.Grains.GetDevice("d1");

    private IFleetStatusGrain Fleet => _silos.Grains.GetFleetStatus();

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(settings: new Dictionary<string, string?> { ["Devices:Timeout"] = "00:00:20", ["Devices:SweepPeriod"] = "00:00:10" }, losesSilos: true);

    public async Task DisposeAsync() => await _silos.DisposeAsync();

    [Fact]
    public async Task Device_SaysNothingForItsTimeout_IsDisconnectedEverywhere()
    {
        await Device.ReportMetricsAsync(_sample);
        await using var gateway = await ListenAsync();
        await WhenFleetHasAsync("connected");
        await Device.ReportMetricsAsync(_sample);
        await PassAsync(19);
        Assert.Equal("connected", (await Device.GetSnapshotAsync())!.Status);
        await PassAsync(2);

        await WhenFleetHasAsync("disconnected");
        Assert.Equal("disconnected", (await Device.GetSnapshotAsync())!.Status);
        Assert.Contains("device_disconnected device_status", await TypesAsync(gateway));
    }

    [Fact]
    public async Task Device_ReportsAgain_Comes()
    {
        await Device.ReportMetricsAsync(_sample);
        await WhenFleetHasAsync("connected");
        await PassAsync(21);
        await WhenFleetHasAsync("disconnected");
        await using var gateway = await ListenAsync();
        await Device.ReportMetricsAsync(_sample);
        Assert.Equal(["device_connected device_d1", "device_connected device_status"], (await gateway.NextTypesAsync(3)).Where(type => type.StartsWith("device_connected", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Device_SiloOfTheFleetKilled_IsNoticedAllTheSame()
    {
        await Device.ReportMetricsAsync(_sample);
        await WhenFleetHasAsync("connected");
        await Device.ReportStatusAsync(new DeviceStatusReport());
        await _silos.Cluster.KillSiloAsync(_silos.SiloOf(Fleet));
        await _silos.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        // Nobody asks for the fleet: its reminder brings it back.
        for (var n = 0; n < 60 && (await Device.GetSnapshotAsync())!.Status != "disconnected"; n++)
        {
            await PassAsync(1);
        }

        Assert.Equal("disconnected", (await Device.GetSnapshotAsync())!.Status);
        await WhenFleetHasAsync("disconnected");
    }

    [Fact]
    public async Task Device_ItsSiloKilledWithSamplesThatWereNotStored_IsDisconnectedAllTheSame()
    {
        await Device.ReportStatusAsync(new DeviceStatusReport());
        await PassAsync(10);
        await Device.ReportMetricsAsync(_sample); // Stored later: when its silo dies, the device was last seen ten seconds before this.
        await WhenFleetHasAsync("connected");
        await _silos.Cluster.KillSiloAsync(_silos.SiloOf(Device));
        await _silos.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        await WhenFleetHasAsync("disconnected");
        Assert.Equal("disconnected", (await Device.GetSnapshotAsync())!.Status);
    }

    [Fact]
    public async Task Fleet_Deactivated_KnowsAllDevicesAgain()
    {
        for (var n = 0; n < 20; n++)
        {
            await _silos.Grains.GetDevice($"d{n}").ReportStatusAsync(new DeviceStatusReport { Name = $"Pixel {n}" });
        }

        await _silos.DeactivateAsync(Fleet);
        var page = await Fleet.ListAsync(new DeviceQuery { Limit = 50 });
        Assert.Equal(20, page.Total);
        Assert.Equal("Pixel 0", page.Devices[0].Name);
    }

    [Fact]
    public async Task Device_FirstReport_IsInTheRosterBeforeItIsAnswered()
    {
        var roster = _silos.Grains.GetDeviceRoster("d1");
        _silos.Storage.Refuse(roster, new InvalidOperationException("The disk is full."));
        await Assert.ThrowsAnyAsync<Exception>(() => Device.ReportMetricsAsync(_sample));
        Assert.Null(await Device.GetSnapshotAsync());
        _silos.Storage.Accept(roster);
        await Device.ReportMetricsAsync(_sample);
        Assert.Equal("d1", Assert.Single(await roster.ListAsync()).DeviceId);
        await Device.ReportMetricsAsync(_sample);
        Assert.Equal(1, _silos.Storage.WritesOf(roster));
    }

    [Fact]
    public async Task Fleet_RosterIsStoredSlowly_HearsOfItsDevicesAllTheSame()
    {
        await Device.ReportStatusAsync(new DeviceStatusReport());
        await WhenFleetHasAsync("connected");
        var gate = _silos.Storage.Hold(_silos.Grains.GetDeviceRoster("d1").GetGrainId());
        await Device.ReportStatusAsync(new DeviceStatusReport { Status = "busy" });
        await WhenFleetHasAsync("busy");
        await PassAsync(11);
        await gate.WhenArrivedAsync();

        await Device.ReportStatusAsync(new DeviceStatusReport { Status = "idle" });
        await WhenFleetHasAsync("idle");
        gate.Open();
    }

    [Fact]
    public async Task Agent_LastSocketGoes_DeviceIsDisconnectedAtOnce()
    {
        await Device.SetAgentsAsync(Agents("g1", 1));
        Assert.Equal("connected", (await Device.GetSnapshotAsync())!.Status);
        await Device.SetAgentsAsync(Agents("g2", 1));
        await Device.SetAgentsAsync(Agents("g1", 0));
        Assert.Equal("connected", (await Device.GetSnapshotAsync())!.Status);
        await Device.SetAgentsAsync(Agents("g2", 0));
        Assert.Equal("disconnected", (await Device.GetSnapshotAsync())!.Status);
    }

    [Fact]
    public async Task Agent_HeardButSilentOtherwise_StaysConnected()
    {
        await Device.SetAgentsAsync(Agents("g1", 1));
        for (var n = 0; n < 4; n++)
        {
            await PassAsync(15);
            await Device.SetAgentsAsync(Agents("g1", 1) with { Version = n + 2 });
        }

        Assert.Equal("connected", (await Device.GetSnapshotAsync())!.Status);
    }

    [Fact]
    public async Task Agent_PlugPulled_DeviceIsDisconnectedThoughItsSocketIsThere()
    {
        var lastHeard = _silos.Clock.GetUtcNow();
        await Device.SetAgentsAsync(Agents("g1", 1));
        await WhenFleetHasAsync("connected");
        for (var n = 0; n < 3; n++)
        {
            await PassAsync(8);
            await Device.SetAgentsAsync(Agents("g1", 1) with { LastHeard = lastHeard, Version = n + 2 });
        }

        await WhenFleetHasAsync("disconnected");
        await Device.SetAgentsAsync(Agents("g1", 1) with { LastHeard = lastHeard, Version = 9 }); // Its socket's lease is renewed, whatever.
        Assert.Equal("disconnected", (await Device.GetSnapshotAsync())!.Status);
        await Device.SetAgentsAsync(Agents("g1", 1) with { Version = 10 });
        Assert.Equal("connected", (await Device.GetSnapshotAsync())!.Status);
    }

    [Fact]
    public async Task Figures_OfAHundredThousandDevices_AreThoseOfAllOfThem()
    {
        const int Count = 100_000;
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.Performance, lease: TimeSpan.FromHours(1));
        var now = _silos.Clock.GetUtcNow();
        foreach (var devices in Enumerable.Range(0, Count).Chunk(1000))
        {
            await Fleet.TellAsync(new FleetChanges
            {
                Devices =
                [
                    .. devices.Select(n => new DeviceSnapshot
                    {
                        DeviceId = $"d{n}",
                        Name = $"d{n}",
                        Status = n % 4 == 0 ? DeviceStatus.Disconnected : DeviceStatus.Connected,
                        Readings = new DeviceReadings { CpuUsage = n % 100 },
                        LastSeen = now,
                    }),
                ],
            });
        }

        await PassAsync(6);
        var figures = (await gateway.NextPublicationAsync("the figures")).Json().GetProperty("performance");
        var cpu = figures.GetProperty("cpu_usage");
        Assert.Equal((Count, Count * 3 / 4), (figures.GetProperty("devices_total").GetInt32(), figures.GetProperty("devices_online").GetInt32()));
        Assert.Equal((50d, 1d, 99d), (cpu.GetProperty("mean").GetDouble(), cpu.GetProperty("min").GetDouble(), cpu.GetProperty("max").GetDouble()));
    }

    [Fact]
    public async Task Remove_Device_IsForgottenByAll()
    {
        await Device.ReportMetricsAsync(_sample);
        await WhenFleetHasAsync("connected");
        await Device.StartMonitoringAsync(new MonitoringRequest { MonitoringType = "all", Interval = TimeSpan.FromSeconds(3) });
        Assert.True(await Device.RemoveAsync());
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.Metrics("d1"), lease: TimeSpan.FromHours(1));
        await PassAsync(5);
        Assert.Equal((0, 0), (_silos.Reminders.CountOf(Device), (await gateway.RestAsync()).Count));
        Assert.False(await Device.RemoveAsync());
        Assert.Null(await Device.GetSnapshotAsync());
        Assert.Equal(0, (await Fleet.ListAsync(new DeviceQuery())).Total);
        await _silos.DeactivateAsync(Fleet);
        Assert.Equal(0, (await Fleet.ListAsync(new DeviceQuery())).Total);
    }

    private DeviceAgents Agents(string gateway, int connections) =>
        new() { Gateway = gateway, Connections = connections, LastHeard = _silos.Clock.GetUtcNow(), Lease = TimeSpan.FromMinutes(10), Version = 1 };

    /// <summary>Second by second, so that the fleet's timer comes each time.</summary>
    private async Task PassAsync(int seconds)
    {
        for (var n = 0; n < seconds; n++)
        {
            _silos.Clock.Advance(_sweep);
            await Eventually.HoldsAsync("the fleet has had its turn", HasHadItsTurnAsync);
        }
    }

    /// <summary>A call's turn comes behind the timer's. With a hundred thousand devices that may take longer than a call may.</summary>
    private async Task<bool> HasHadItsTurnAsync()
    {
        try
        {
            await Fleet.ListAsync(new DeviceQuery());
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task WhenFleetHasAsync(string status) => Eventually.HoldsAsync(
        $"the fleet has the device as {status}",
        async () =>
        {
            await PassAsync(1);
            return (await Fleet.ListAsync(new DeviceQuery { Status = status })).Devices.Any(device => device.DeviceId == "d1");
        });

    private static async Task<IReadOnlyList<string>> TypesAsync(GatewayListener gateway) =>
        [.. (await gateway.RestAsync()).Select(item => item.Publication).OfType<Publication>().Select(publication => $"{publication.Type} {publication.Topic}")];

    private async Task<GatewayListener> ListenAsync()
    {
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.Device("d1"), lease: TimeSpan.FromHours(1));
        await gateway.SetInterestAsync(TopicNames.DeviceStatus, lease: TimeSpan.FromHours(1));
        return gateway;
    }
}
