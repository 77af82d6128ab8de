using System.Text.Json;
using AndroidZen.Gateways;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class GatewayDrainTests : IAsyncLifetime
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _batch = TimeSpan.FromMilliseconds(250);

    private readonly GatewayUnderTest _gateway = Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task Stopping_NobodyConnected_IsOverAtOnce()
    {
        var client = _gateway.ConnectServed();
        client.Connection.End(DisconnectReason.ClientClosed);
        await client.Connection.Left;
        await BeginAsync(_gateway).WaitAsync(SocketClient.Patience);
        Assert.True(_gateway.Drain.IsOver);
        Assert.Empty(_gateway.Log.Lines);
    }

    [Fact]
    public async Task Stopping_Clients_AreToldAtOnceWhenToGoEvenlySpread()
    {
        FakeClient[] clients = [.. Enumerable.Range(0, 40).Select(_ => _gateway.ConnectServed())];
        var stopping = BeginAsync(_gateway);
        var after = new List<TimeSpan>();
        foreach (var client in clients)
        {
            var frame = await client.NextAsync("reconnect");
            Assert.Equal(("reconnect", "data timestamp type", "after_ms reason"), (frame.Type(), frame.Members(), frame.Data().Members()));
            Assert.Equal("shutdown", frame.Data().Text("reason"));
            Assert.Equal(_gateway.Clock.GetUtcNow(), frame.GetProperty("timestamp").GetDateTimeOffset());
            after.Add(After(frame));
        }

        var share = (_window - _grace) / clients.Length;
        Assert.All(after.Order().Index(), told => Assert.InRange(told.Item, (share * told.Index) - TimeSpan.FromMilliseconds(1), share * (told.Index + 1)));
        Assert.NotEqual(after.Order(), after); // Not as they came.
        Assert.All(clients, client => Assert.Null(client.EndedAs));
        Assert.False(stopping.IsCompleted);
        await HurryAsync(stopping);
    }

    [Fact]
    public async Task Stopping_ClientsStay_AreClosedInBatchesNobodyBeforeItsTime()
    {
        FakeClient[] clients = [.. Enumerable.Range(0, 40).Select(_ => _gateway.ConnectServed())];
        var stopping = BeginAsync(_gateway);
        var after = new Dictionary<FakeClient, TimeSpan>();
        foreach (var client in clients)
        {
            after[client] = After(await client.NextAsync("reconnect"));
        }

        var closed = 0;
        for (var elapsed = _batch; elapsed < _window; elapsed += _batch)
        {
            await _gateway.Clock.WhenArmedAsync(_batch);
            _gateway.Clock.Advance(_batch - _tick);
            Assert.Equal(closed, clients.Count(client => client.EndedAs is not null)); // Between batches, nobody.
            _gateway.Clock.Advance(_tick);
            await _gateway.Clock.WhenArmedAsync(_batch);
            Assert.All(clients, client => Assert.True(client.EndedAs is null || after[client] + _grace <= elapsed + TimeSpan.FromMilliseconds(1)));
            Assert.All(clients, client => Assert.True(client.EndedAs is not null || after[client] + _grace >= elapsed - TimeSpan.FromMilliseconds(1)));
            var before = closed;
            closed = clients.Count(client => client.EndedAs is not null);
            Assert.InRange(closed - before, 0, 3); // 40 over 8 seconds: 1 to 2 in each quarter, and one more where two shares meet.
        }

        Assert.InRange(closed, clients.Length - 3, clients.Length - 1);
        Assert.False(stopping.IsCompleted);
        _gateway.Clock.Advance(_batch);
        await stopping.WaitAsync(SocketClient.Patience);
        Assert.All(clients, client => Assert.Equal(DisconnectReason.Shutdown, client.EndedAs));
        _gateway.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Stopping_AllLeave_IsOverAtOnce()
    {
        FakeClient[] clients = [_gateway.ConnectServed(), _gateway.ConnectServed()];
        var stopping = BeginAsync(_gateway);
        foreach (var client in clients)
        {
            await client.NextAsync("reconnect");
            Assert.False(stopping.IsCompleted);
            client.Connection.End(DisconnectReason.ClientClosed);
        }

        await stopping.WaitAsync(SocketClient.Patience);
        Assert.All(clients, client => Assert.Equal(DisconnectReason.ClientClosed, client.EndedAs));
    }

    [Fact]
    public async Task Stopping_ConnectionThatWasBeingOpened_IsToldWithTheNextBatch()
    {
        var early = _gateway.ConnectServed();
        var stopping = BeginAsync(_gateway);
        await early.NextAsync("reconnect");
        var late = _gateway.ConnectServed();
        await _gateway.Clock.PassAsync(_batch);
        Assert.InRange(After(await late.NextAsync("reconnect")), TimeSpan.Zero, _window - _grace - _batch);
        await HurryAsync(stopping);
        Assert.Equal(DisconnectReason.Shutdown, late.EndedAs);
        Assert.Empty(await early.ReceivedAsync());
    }

    [Fact]
    public async Task Stopping_SecondSignal_ClosesAllAtOnce()
    {
        FakeClient[] clients = [_gateway.ConnectServed(), _gateway.ConnectServed()];
        var stopping = BeginAsync(_gateway);
        await clients[1].NextAsync("reconnect");
        await HurryAsync(stopping);
        Assert.All(clients, client => Assert.Equal(DisconnectReason.Shutdown, client.EndedAs));
        Assert.True(_gateway.Drain.IsOver);
    }

    [Fact]
    public async Task Stopping_HostWaitsNoLonger_ClosesAllAtOnce()
    {
        var client = _gateway.ConnectServed();
        using var patience = new CancellationTokenSource();
        var stopping = _gateway.Drain.StoppingAsync(patience.Token);
        await client.NextAsync("reconnect");
        await patience.CancelAsync();
        await stopping.WaitAsync(SocketClient.Patience);
        Assert.Equal(DisconnectReason.Shutdown, client.EndedAs);
    }

    [Fact]
    public async Task Stopping_NoWindow_ClosesAllAtOnceWithoutAWord()
    {
        await using var gateway = Create(("Gateway:DrainWindow", "00:00:00"));
        var client = gateway.ConnectServed();
        await BeginAsync(gateway).WaitAsync(SocketClient.Patience);
        Assert.Equal(DisconnectReason.Shutdown, client.EndedAs);
        Assert.Empty(await client.ReceivedAsync());
    }

    [Fact]
    public async Task Stopping_SocketThatDoesNotClose_IsWaitedForNoLongerThanClosingTakes()
    {
        await using var gateway = Create(("Gateway:DrainWindow", "00:00:00"), ("Gateway:LeaveTimeout", "00:00:03"), ("Connections:CloseTimeout", "00:00:04"));
        using var stuck = gateway.Get<OpenSockets>().Enter();
        var stopping = BeginAsync(gateway);
        await gateway.Clock.WhenArmedAsync(TimeSpan.FromSeconds(7));
        gateway.Clock.Advance(TimeSpan.FromSeconds(7) - _tick);
        Assert.False(stopping.IsCompleted);
        gateway.Clock.Advance(_tick);
        await stopping.WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task Stopping_ReadinessDelay_IsUnreadyThatLongBeforeAnybodyIsTold()
    {
        var delay = TimeSpan.FromSeconds(4);
        await using var gateway = Create(("Gateway:ReadinessDelay", delay.ToString()));
        await gateway.StartAsync();
        await gateway.Cluster.ExpectAsync("list subscriptions", "subscribe", "attach", "ask for the membership");
        await gateway.Cluster.SendHeartbeatAsync(gateway.Clock.GetUtcNow());
        var client = gateway.ConnectServed();
        Assert.True(gateway.Gateway.IsAttached);

        var stopping = BeginAsync(gateway);
        Assert.False(gateway.Gateway.IsAttached);
        await gateway.Clock.WhenArmedAsync(delay);
        gateway.Clock.Advance(delay - _tick);
        Assert.Empty(await client.ReceivedAsync());
        gateway.Clock.Advance(_tick);
        await client.NextAsync("reconnect");
        gateway.Drain.Hurry();
        await stopping.WaitAsync(SocketClient.Patience);
    }

    /// <summary>A publication, a heartbeat and the gateway's reports, while clients are being sent away.</summary>
    [Fact]
    public async Task Stopping_ClientsAreThereStill_EverythingGoesOnUntilTheyAreGone()
    {
        await using var gateway = Create(("Gateway:DrainWindow", "01:00:00"), ("Gateway:DrainGrace", "00:10:00"));
        var (cluster, client) = (gateway.Cluster, gateway.ConnectServed());
        string[] leases = ["topic has 1 for 00:01:30", $"{client.Connection.ClientId} is {client.Connection.Id} for 00:01:30"];
        await gateway.Get<GatewaySubscriptions>().SubscribeAsync("topic", client.Connection, default, _ => { });
        await cluster.ExpectAsync(leases[0]);
        await gateway.StartAsync();
        await cluster.ExpectAsync("list subscriptions", "subscribe", "attach", "ask for the membership");
        await cluster.ExpectAllAsync(leases);

        var stopped = gateway.StopAsync();
        await client.NextAsync("reconnect");
        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        await cluster.ExpectAsync("report", "ask for the membership");
        await cluster.SendAsync(new GatewayEvent
        {
            Publication = new Publication { Topic = "topic", Position = new TopicPosition("epoch", 1), Type = "system_message", Timestamp = gateway.Clock.GetUtcNow(), Data = "{}"u8.ToArray() },
        });
        Assert.Equal(("system_message", 1), await client.NextAsync("the publication") is var frame ? (frame.Type(), frame.GetProperty("offset").GetInt64()) : default);
        await cluster.SendHeartbeatAsync(gateway.Clock.GetUtcNow());
        Assert.Equal("heartbeat", (await client.NextAsync("the heartbeat")).Type());
        await cluster.ExpectAllAsync(leases);
        Assert.Equal((1, null), (cluster.Subscriptions, client.EndedAs));

        client.Connection.End(DisconnectReason.ClientClosed);
        await stopped.WaitAsync(SocketClient.Patience);
        await cluster.ExpectAsync("list subscriptions", "unsubscribe", "detach");
        Assert.Equal(0, cluster.Subscriptions);
    }

    [Fact]
    public async Task Start_Timeouts_HostWaitsForAllOfThemAndAsLongAsEverForTheRest()
    {
        await using var gateway = Create(
            ("Gateway:ReadinessDelay", "00:00:10"), ("Gateway:DrainWindow", "00:01:00"), ("Gateway:LeaveTimeout", "00:00:03"), ("Connections:CloseTimeout", "00:00:04"));
        await gateway.Drain.StartingAsync(CancellationToken.None);
        Assert.Equal(new HostOptions().ShutdownTimeout + TimeSpan.FromSeconds(10 + 60 + 3 + 4 + 3), gateway.Get<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static GatewayUnderTest Create(params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] usual =
            [("Gateway:DrainWindow", _window.ToString()), ("Gateway:DrainGrace", _grace.ToString()), ("Gateway:DrainBatchInterval", _batch.ToString())];
        return GatewayUnderTest.Create([.. settings.UnionBy(usual, setting => setting.Key)]);
    }

    /// <summary>As a host does.</summary>
    private static Task BeginAsync(GatewayUnderTest gateway)
    {
        gateway.Lifetime.StopApplication();
        return gateway.Drain.StoppingAsync(CancellationToken.None);
    }

    private static TimeSpan After(JsonElement reconnect) => TimeSpan.FromMilliseconds(reconnect.Data().GetProperty("after_ms").GetInt64());

    private async Task HurryAsync(Task stopping)
    {
        _gateway.Drain.Hurry();
        await stopping.WaitAsync(SocketClient.Patience);
    }
}
