using AndroidZen.Gateways;
using AndroidZen.Presence;
using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests.Gateways;

[Collection(SilosCollection.Name)]
public sealed class GatewayGrainTests(SilosFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(31_700);
    private static readonly TimeSpan _answerTimeout = TimeSpan.FromMilliseconds(3_300);
    private readonly TestSilos _silos = fixture.Silos;
    private readonly FakeObserver _observer = new();
    private GatewayListener _gateway = null!;
    private GatewayRegistration _registration = null!;

    private IGatewayGrain Grain => _silos.Grains.GetGrain<IGatewayGrain>(_gateway.Id);

    private IGatewayDirectoryGrain Directory => _silos.Grains.GetGrain<IGatewayDirectoryGrain>(0);

    public async Task InitializeAsync()
    {
        _gateway = await GatewayListener.StartAsync(_silos.Grains);
        _registration = new GatewayRegistration
        {
            Host = "host-1",
            Observer = _silos.Grains.CreateObjectReference<IGatewayObserver>(_observer),
            HeartbeatInterval = _interval,
        };
    }

    public async Task DisposeAsync()
    {
        await Grain.DetachAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task AttachAsync_New_SendsAHeartbeatAtOnceAndThenEveryInterval()
    {
        await Grain.AttachAsync(_registration);
        Assert.Equal(_silos.Clock.GetUtcNow(), (await _gateway.NextHeartbeatAsync()).SentAt);
        Assert.Contains(_gateway.Id, await Directory.ListAsync());
        for (var n = 0; n < 3; n++)
        {
            await _silos.Clock.PassAsync(_interval);
            Assert.Equal(_silos.Clock.GetUtcNow(), (await _gateway.NextHeartbeatAsync()).SentAt);
            Assert.True(await Grain.ReportAsync());
        }
    }

    [Fact]
    public async Task AttachAsync_Repeated_KeepsOneReminder()
    {
        await Grain.AttachAsync(_registration);
        await Grain.AttachAsync(_registration);
        Assert.Equal(1, _silos.Reminders.CountOf(Grain));
        Assert.Single(await Directory.ListAsync(), id => id == _gateway.Id);
        Assert.Equal(2, (await _gateway.RestAsync()).Count);
    }

    [Fact]
    public async Task ReceiveReminder_NoReport_ForgetsTheGatewayAfterTheMissedHeartbeats()
    {
        await Grain.AttachAsync(_registration);
        await _gateway.NextHeartbeatAsync();
        for (var missed = 1; missed <= 3; missed++)
        {
            await _silos.Clock.PassAsync(_interval);
            await _gateway.NextHeartbeatAsync();
        }

        Assert.Contains(_gateway.Id, await Directory.ListAsync());
        Assert.Equal(1, await _gateway.CountSubscriptionsAsync());
        var ended = _silos.Cluster.WaitForDeactivationAsync(Grain);
        await _silos.Clock.PassAsync(_interval);
        await ended.WaitAsync(SocketClient.Patience);
        Assert.DoesNotContain(_gateway.Id, await Directory.ListAsync());
        Assert.Equal(0, _silos.Reminders.CountOf(Grain));
        Assert.Equal(0, await _gateway.CountSubscriptionsAsync()); // It cannot unsubscribe any more, and on a silent stream nothing would do it.
        Assert.False(await Grain.ReportAsync());
    }

    [Fact]
    public async Task ReportAsync_BeforeItIsTooLate_KeepsTheGateway()
    {
        await Grain.AttachAsync(_registration);
        await _gateway.NextHeartbeatAsync();
        for (var n = 1; n <= 8; n++)
        {
            await _silos.Clock.PassAsync(_interval);
            await _gateway.NextHeartbeatAsync();
            if (n % 3 == 0)
            {
                Assert.True(await Grain.ReportAsync());
            }
        }

        Assert.Contains(_gateway.Id, await Directory.ListAsync());
    }

    [Fact]
    public async Task ReportAsync_UnknownOrNewActivation_AsksForARegistration()
    {
        Assert.False(await Grain.ReportAsync());
        await Grain.AttachAsync(_registration);
        Assert.True(await Grain.ReportAsync());
        await _silos.DeactivateAsync(Grain);
        Assert.False(await Grain.ReportAsync());
        Assert.Null(await Grain.GetSnapshotAsync());
        await Grain.AttachAsync(_registration);
        Assert.Equal(7, (await Grain.GetSnapshotAsync())!.Connections);
    }

    [Fact]
    public async Task GetSnapshotAsync_NoAnswer_IsNullAndIsNotAskedAgainBeforeAReport()
    {
        await Grain.AttachAsync(_registration);
        _observer.IsAnswering = false;
        var question = Grain.GetSnapshotAsync();
        await _observer.Asked.WaitAsync(SocketClient.Patience);
        await _silos.Clock.PassAsync(_answerTimeout);
        Assert.Null(await question);

        _observer.IsAnswering = true;
        Assert.Null(await Grain.GetSnapshotAsync());
        Assert.Equal(DisconnectOutcome.Unreachable, await Grain.DisconnectAsync("c1", RemoteDisconnectReason.Replaced));
        Assert.Equal((1, 0), (_observer.Questions, _observer.Disconnects.Count));
        Assert.True(await Grain.ReportAsync());
        Assert.Equal(7, (await Grain.GetSnapshotAsync())!.Connections);
    }

    [Fact]
    public async Task DisconnectAsync_AndCleanUp_ArePassedOn()
    {
        Assert.Equal(DisconnectOutcome.Unreachable, await Grain.DisconnectAsync("c1", RemoteDisconnectReason.Replaced));
        Assert.Equal(0, await Grain.CleanUpAsync());
        await Grain.AttachAsync(_registration);
        Assert.Equal(DisconnectOutcome.Closed, await Grain.DisconnectAsync("c1", RemoteDisconnectReason.Replaced));
        Assert.Equal(DisconnectOutcome.NotThere, await Grain.DisconnectAsync("other", RemoteDisconnectReason.Administrator));
        Assert.Equal(4, await Grain.CleanUpAsync());
        Assert.Equal([("c1", RemoteDisconnectReason.Replaced), ("other", RemoteDisconnectReason.Administrator)], _observer.Disconnects);
    }

    [Fact]
    public async Task GetPresenceAsync_Attached_IsPassedOn()
    {
        Assert.Null(await Grain.GetPresenceAsync("t", 5));
        await Grain.AttachAsync(_registration);
        var presence = await Grain.GetPresenceAsync("t", 5);
        Assert.Equal(("t", 5), (presence!.Gateway, presence.Connections));
    }

    [Fact]
    public async Task DetachAsync_Attached_LeavesNothing()
    {
        await Grain.AttachAsync(_registration);
        await Grain.DetachAsync();
        Assert.DoesNotContain(_gateway.Id, await Directory.ListAsync());
        Assert.Equal(0, _silos.Reminders.CountOf(Grain));
    }

    private sealed class FakeObserver : IGatewayObserver
    {
        public volatile bool IsAnswering = true;

        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Questions { get; private set; }

        public Task Asked => _asked.Task;

        public List<(string ConnectionId, RemoteDisconnectReason Reason)> Disconnects { get; } = [];

        public async Task<GatewaySnapshot> GetSnapshotAsync()
        {
            Questions++;
            _asked.TrySetResult();
            return IsAnswering
                ? new GatewaySnapshot { Connections = 7, ActiveConnections = 6, Users = ["u"], Subscriptions = new Dictionary<string, int> { ["t"] = 2 } }
                : await new TaskCompletionSource<GatewaySnapshot>().Task;
        }

        public async Task<TopicPresence> GetPresenceAsync(string topic, int limit)
        {
            Questions++;
            _asked.TrySetResult();
            return IsAnswering
                ? new TopicPresence { Gateway = topic, Connections = limit, Users = [], Members = [] }
                : await new TaskCompletionSource<TopicPresence>().Task;
        }

        public Task<bool> DisconnectAsync(string connectionId, RemoteDisconnectReason reason)
        {
            Disconnects.Add((connectionId, reason));
            return Task.FromResult(connectionId == "c1");
        }

        public Task<int> CleanUpAsync() => Task.FromResult(4);
    }
}
