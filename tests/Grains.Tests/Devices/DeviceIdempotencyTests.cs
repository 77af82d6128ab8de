using AndroidZen.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

/// <summary>A request that is repeated with its key is answered as the first time.</summary>
[Collection(SilosCollection.Name)]
public sealed class DeviceIdempotencyTests(SilosFixture fixture) : IAsyncLifetime
{
    private static readonly DeviceMetricsReport _sample = new() { Metrics = "{}"u8.ToArray(), Readings = new DeviceReadings { CpuUsage = 1 } };
    private static readonly DeviceAction _action = new() { ActionId = "a", ActionType = "reboot", Status = "queued" };
    private static readonly MonitoringRequest _monitoring = new() { MonitoringType = "all", Interval = TimeSpan.FromMilliseconds(8_900) };

    private static readonly Dictionary<string, Func<IDeviceGrain, string?, Task<PublicationReceipt>>> _requests = new()
    {
        ["status"] = (device, key) => device.ReportStatusAsync(new DeviceStatusReport { Name = "Pixel" }, key),
        ["metrics"] = (device, key) => device.ReportMetricsAsync(_sample, key),
        ["analytics"] = (device, key) => device.ReportAnalyticsAsync(_sample, key),
        ["action"] = async (device, key) => (await device.ReportActionAsync(_action, key)).Receipt,
        ["alert"] = (device, key) => device.AlertAsync(new DeviceAlert { AlertType = "general", Message = "m", Severity = "low" }, key),
        ["security"] = (device, key) => device.AlertSecurityAsync("{}"u8.ToArray(), key),
        ["optimization"] = (device, key) => device.CompleteOptimizationAsync("{}"u8.ToArray(), key),
        ["monitoring"] = (device, key) => device.StartMonitoringAsync(_monitoring, key),
    };

    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _id = SilosFixture.NewId("device");

    public static TheoryData<string> Requests => [.. _requests.Keys];

    public static TheoryData<string> DurableRequests => [.. _requests.Keys.Except(["metrics", "analytics"])];

    private IDeviceGrain Device => _silos.Grains.GetDevice(_id);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AnyRequest_Repeated_IsCarriedOutOnce(string request)
    {
        var first = await _requests[request](Device, "k");
        var writes = _silos.Storage.WritesOf(Device);
        Assert.Equal(first, await _requests[request](Device, "k"));
        Assert.Equal(writes, _silos.Storage.WritesOf(Device));
        Assert.True((await _requests[request](Device, "l")).Position.Offset > first.Position.Offset);
        Assert.True((await _requests[request](Device, null)).Position.Offset > first.Position.Offset + 1);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AnyRequest_RepeatedAfterItsTime_IsANewOne(string request)
    {
        var first = await _requests[request](Device, "k");
        _silos.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        Assert.NotEqual(first.Position, (await _requests[request](Device, "k")).Position);
    }

    /// <summary>The topic knows the key too, whoever asks.</summary>
    [Theory]
    [MemberData(nameof(DurableRequests))]
    public async Task AnyRequest_RepeatedToNewActivations_PublishesNothing(string request)
    {
        var first = await _requests[request](Device, "k");
        await _silos.DeactivateAsync(Device);
        await _silos.DeactivateAsync(Topic(request));
        Assert.Equal(first, await _requests[request](Device, "k"));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("action")]
    [InlineData("alert")]
    [InlineData("optimization")]
    [InlineData("monitoring")]
    public async Task AnyRequest_TopicCannotStore_MayBeRepeatedAndIsPublishedOnce(string request)
    {
        _silos.Storage.Refuse(Topic(request), new IOException("disk full"));
        await Assert.ThrowsAnyAsync<Exception>(() => _requests[request](Device, "k"));
        _silos.Storage.Accept(Topic(request));
        var receipt = await _requests[request](Device, "k");
        Assert.Equal(receipt, await _requests[request](Device, "k"));
        Assert.Equal(receipt.Position, (await Topic(request).ReadAsync(new TopicReadRequest())).Position);
        Assert.Equal(request == "status" ? 2 : 1, receipt.Position.Offset); // A first report tells the coming, too.
    }

    [Fact]
    public async Task AnyRequest_SameKeyForAnotherKind_IsAnotherRequest()
    {
        var positions = new HashSet<(string, TopicPosition)>();
        foreach (var (request, send) in _requests)
        {
            Assert.True(positions.Add((TopicOf(request), (await send(Device, "k")).Position)), request);
        }
    }

    [Theory]
    [InlineData("security")]
    [InlineData("analytics")]
    public async Task AnyRequest_KeyWithAColonOnASharedTopic_IsNotTakenForAnotherDevices(string request)
    {
        var first = await _requests[request](Device, "b:c");
        var second = await _requests[request](_silos.Grains.GetDevice(_id + ":b"), "c");
        Assert.NotEqual(first.Position, second.Position);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Lets the lease of a monitoring run out, and the timer notice it.</summary>
    public async Task DisposeAsync()
    {
        if ((await Device.GetSnapshotAsync())?.Monitoring is not null)
        {
            var ended = _silos.Log.WhenAsync(line => line.EventId == EventIds.MonitoringEnded && line.Text.Contains(_id, StringComparison.Ordinal), "monitoring ends");
            _silos.Clock.Advance(TimeSpan.FromMinutes(3));
            await ended;
        }
    }

    private ISubscriptionGrain Topic(string request) => _silos.Grains.GetGrain<ISubscriptionGrain>(TopicOf(request));

    private string TopicOf(string request) => request switch
    {
        "metrics" => TopicNames.Metrics(_id),
        "analytics" => TopicNames.Analytics,
        "security" => TopicNames.Security,
        _ => TopicNames.Device(_id),
    };
}
