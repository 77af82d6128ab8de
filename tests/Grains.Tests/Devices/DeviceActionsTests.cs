using AndroidZen.Devices;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Devices;

[Collection(SilosCollection.Name)]
public class DeviceActionsTests(SilosFixture fixture)
{
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _id = SilosFixture.NewId("device");

    private IDeviceGrain Device => _silos.Grains.GetDevice(_id);

    [Fact]
    public async Task RequestActionAsync_NothingIsHeardOfIt_HasFailedAtItsTimeout()
    {
        await Device.RequestActionAsync(Request("a", TimeSpan.FromSeconds(41)));
        await using var gateway = await ListenAsync();
        await _silos.Clock.PassAsync(TimeSpan.FromSeconds(41));
        var failed = await gateway.NextPublicationAsync("the failure");
        Assert.Equal(("failed", "timed_out"), (failed.Json().GetProperty("status").GetString(), failed.Json().GetProperty("result").GetProperty("error").GetString()));
        Assert.Equal(0, _silos.Reminders.CountOf(Device));
    }

    [Fact]
    public async Task ReportActionAsync_Progress_PutsTheTimeoutOff()
    {
        await Device.RequestActionAsync(Request("a", TimeSpan.FromSeconds(43)));
        _silos.Clock.Advance(TimeSpan.FromSeconds(42));
        await Device.ReportActionAsync(Report("a", "in_progress") with { Progress = 50 });
        _silos.Clock.Advance(TimeSpan.FromSeconds(42));
        Assert.Equal("in_progress", (await Device.GetSnapshotAsync())!.Actions[0].Status);
        await Device.ReportActionAsync(Report("a", "completed"));
        var action = (await Device.GetSnapshotAsync())!.Actions[0];
        Assert.Equal(("completed", 50d, "ann"), (action.Status, action.Progress, action.RequestedBy));
    }

    [Fact]
    public async Task RequestActionAsync_ActivationGone_StillTimesOut()
    {
        await Device.RequestActionAsync(Request("a", TimeSpan.FromSeconds(47)));
        Assert.Equal(1, _silos.Reminders.CountOf(Device));
        await _silos.DeactivateAsync(Device);
        await using var gateway = await ListenAsync();
        await _silos.Clock.PassAsync(TimeSpan.FromMinutes(1)); // The reminder makes a new activation.
        Assert.Equal("failed", (await gateway.NextPublicationAsync("the failure")).Json().GetProperty("status").GetString());
    }

    [Fact]
    public async Task RequestActionAsync_StoredButNotTold_ARepeatTellsIt()
    {
        var topic = _silos.Grains.GetTopic(TopicNames.Agent(_id));
        _silos.Storage.Refuse(topic, new InvalidOperationException("The disk is full."));
        await Assert.ThrowsAnyAsync<Exception>(() => Device.RequestActionAsync(Request("a"), "k"));
        _silos.Storage.Accept(topic);
        await using var gateway = await ListenAsync();
        Assert.Null((await Device.RequestActionAsync(Request("a"), "k")).Refusal);
        Assert.Equal("queued", (await gateway.NextPublicationAsync("the action")).Json().GetProperty("status").GetString());
        await Device.ReportActionAsync(Report("a", "completed"));
    }

    [Fact]
    public async Task RequestActionAsync_MoreThanMayRun_IsRefusedUntilOneHasEnded()
    {
        // The silos of this collection keep three.
        for (var n = 0; n < 3; n++)
        {
            Assert.Null((await Device.RequestActionAsync(Request($"a{n}"))).Refusal);
        }

        Assert.NotNull((await Device.RequestActionAsync(Request("b"))).Refusal);
        await Device.ReportActionAsync(Report("a1", "failed"));
        Assert.Null((await Device.RequestActionAsync(Request("b"))).Refusal);
        var kept = (await Device.GetSnapshotAsync())!.Actions;
        Assert.Equal(["a0", "a2", "b"], kept.Select(action => action.ActionId)); // What runs stays; what has ended goes first.
        foreach (var action in kept)
        {
            await Device.ReportActionAsync(Report(action.ActionId, "completed"));
        }
    }

    private static DeviceAction Request(string id, TimeSpan? timeout = null) => Report(id, "queued") with { Timeout = timeout ?? TimeSpan.FromHours(5), RequestedBy = "ann" };

    private static DeviceAction Report(string id, string status) => new() { ActionId = id, ActionType = "reboot", Status = status };

    private async Task<GatewayListener> ListenAsync()
    {
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.Device(_id), lease: TimeSpan.FromHours(1));
        return gateway;
    }
}
