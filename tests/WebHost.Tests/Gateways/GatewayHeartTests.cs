using AndroidZen.Gateways;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class GatewayHeartTests : IAsyncLifetime
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);

    private readonly GatewayUnderTest _gateway = GatewayUnderTest.Create();

    private GatewayHeart Heart => _gateway.Heart;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task OnHeartbeat_SeveralConnections_PassesOneFrameToEach()
    {
        FakeClient[] clients = [_gateway.Connect(), _gateway.Connect(), _gateway.Connect()];
        _gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        OnHeartbeat(Heart);
        foreach (var client in clients)
        {
            var frame = Assert.Single(await client.ReceivedAsync());
            Assert.Equal("""{"type":"heartbeat","timestamp":"2026-03-01T12:00:30.000Z","data":{"source":"server"}}""", frame.GetRawText());
        }
    }

    [Fact]
    public void OnHeartbeat_Always_CompletesFirstAndNext()
    {
        var next = Heart.Next;
        Assert.False(Heart.First.IsCompleted);
        Assert.False(next.IsCompleted);

        OnHeartbeat(Heart);

        Assert.True(Heart.First.IsCompletedSuccessfully);
        Assert.True(next.IsCompletedSuccessfully);
        next = Heart.Next;
        Assert.False(next.IsCompleted);
        OnHeartbeat(Heart);
        Assert.True(next.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Beat_NotOfTheCluster_ReachesTheConnectionsAndProvesNothing()
    {
        var (client, next, started) = (_gateway.Connect(), Heart.Next, _gateway.Clock.GetUtcNow());
        _gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        Heart.Beat();
        Assert.Single(await client.ReceivedAsync());
        Assert.Equal((false, false), (Heart.First.IsCompleted, next.IsCompleted));
        Assert.Equal((started, _gateway.Clock.GetUtcNow()), (Heart.LastHeard, Heart.LastBeat));

        OnHeartbeat(Heart);
        Assert.Equal((_gateway.Clock.GetUtcNow(), _gateway.Clock.GetUtcNow()), (Heart.LastHeard, Heart.LastBeat));
    }

    [Theory]
    [InlineData("00:05:00")]
    [InlineData("00:00:31")]
    [InlineData("1.00:00:00")]
    public async Task OnHeartbeat_SilentForTheIdleTimeout_ClosesAndNotATickEarlier(string idleTimeout)
    {
        await using var gateway = GatewayUnderTest.Create(("Connections:IdleTimeout", idleTimeout));
        var (silent, talking) = (gateway.Connect(), gateway.Connect());
        gateway.Clock.Advance(_tick);
        await talking.SayAsync();
        gateway.Clock.Advance(TimeSpan.Parse(idleTimeout, null) - 2 * _tick);
        OnHeartbeat(gateway.Heart);
        Assert.Equal((null, null), (silent.EndedAs, talking.EndedAs));
        Assert.Single(await silent.ReceivedAsync());

        gateway.Clock.Advance(_tick);
        OnHeartbeat(gateway.Heart);
        Assert.Equal((DisconnectReason.NoHeartbeat, null), (silent.EndedAs, talking.EndedAs));
        Assert.Equal(4005, silent.EndedAs!.CloseCode);
        Assert.Empty(await silent.ReceivedAsync());
        Assert.Equal(2, (await talking.ReceivedAsync()).Count);

        gateway.Clock.Advance(_tick);
        OnHeartbeat(gateway.Heart);
        Assert.Equal(DisconnectReason.NoHeartbeat, talking.EndedAs);
    }

    [Fact]
    public async Task CloseSilentConnections_SilentAndTalkingOnes_ReturnsThoseItClosed()
    {
        var (silent, other, talking) = (_gateway.Connect(), _gateway.Connect(), _gateway.Connect());
        _gateway.Clock.Advance(TimeSpan.FromMinutes(5) - _tick);
        Assert.Empty(Heart.CloseSilentConnections());
        await talking.SayAsync();
        _gateway.Clock.Advance(_tick);

        Assert.Equal([.. Ids(silent.Connection, other.Connection)], Ids([.. Heart.CloseSilentConnections()]));
        Assert.Equal((DisconnectReason.NoHeartbeat, DisconnectReason.NoHeartbeat, null), (silent.EndedAs, other.EndedAs, talking.EndedAs));
        Assert.Empty(await talking.ReceivedAsync());
        Assert.Empty(Heart.CloseSilentConnections()); // They are still there, but it is not this call that has closed them.
    }

    private static IEnumerable<string> Ids(params ClientConnection[] connections) =>
        connections.Select(connection => connection.Id).Order(StringComparer.Ordinal);

    private void OnHeartbeat(GatewayHeart heart) => heart.OnHeartbeat(new GatewayHeartbeat(_gateway.Clock.GetUtcNow()));
}
