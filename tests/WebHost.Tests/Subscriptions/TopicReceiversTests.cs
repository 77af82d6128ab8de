using System.Collections.Immutable;
using System.Net.WebSockets;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Subscriptions;

public sealed class TopicReceiversTests
{
    private readonly FakeSequencer _sequencer = new();

    private ImmutableList<(int Places, TaskCompletionSource<TopicPosition> Answer)> Statements => _sequencer.Statements;

    [Fact]
    public async Task Deliver_AfterActivation_GoesToTheReceiversAndCountsThem()
    {
        var receivers = await ReceiversAtAsync(4, Connection(), Connection());
        Assert.Equal(2, Deliver(receivers, At(5)));
        Assert.Equal(At(5), receivers.Position);
    }

    [Fact]
    public async Task Deliver_AtOrBelowTheDeliveredOffset_IsDropped()
    {
        var receivers = await ReceiversAtAsync(4, Connection());
        Assert.Null(Deliver(receivers, At(4)));
        Assert.Null(Deliver(receivers, At(1)));
        Assert.Equal(1, Deliver(receivers, At(5)));
        Assert.Null(Deliver(receivers, At(5)));
        Assert.Equal(1, Deliver(receivers, At(6)));
    }

    [Fact]
    public void Deliver_ToAPlaceThatIsOnlyReserved_ReachesNobody()
    {
        var receivers = NewReceivers();
        Assert.True(receivers.TryReserve(Connection()));
        Assert.Equal(1, receivers.Places);
        Assert.Null(Deliver(receivers, At(1)));
    }

    [Fact]
    public async Task Activate_PublicationsCameBeforeTheAnswer_AcknowledgesBehindThem()
    {
        var (receivers, connection) = (NewReceivers(), Connection());
        receivers.TryReserve(connection);
        var stated = receivers.StateInterestAsync();
        Deliver(receivers, At(5));
        Deliver(receivers, At(6));
        Statements[0].Answer.SetResult(At(4));
        await stated;
        TopicPosition? acknowledged = null;
        await receivers.ActivateAsync(connection, default, answer => acknowledged = answer.Position);

        Assert.Equal(At(6), acknowledged);
        Assert.Equal(1, Deliver(receivers, At(7)));
    }

    [Fact]
    public async Task Activate_OthersReceiveAlready_DoesNotSkipWhatIsStillOnItsWayToThem()
    {
        var receivers = await ReceiversAtAsync(4, Connection());
        var late = Connection();
        receivers.TryReserve(late);
        var stated = receivers.StateInterestAsync();
        Statements[^1].Answer.SetResult(At(9)); // The topic is ahead of what the stream has brought here.
        await stated;
        await receivers.ActivateAsync(late, default, answer => Assert.Equal(At(4), answer.Position));
        Assert.Equal(2, Deliver(receivers, At(5)));
    }

    [Fact]
    public async Task Activate_PlaceGivenBackMeanwhile_StaysOut()
    {
        var (receivers, connection) = (NewReceivers(), Connection());
        receivers.TryReserve(connection);
        receivers.Release(connection);
        await receivers.ActivateAsync(connection, default, _ => Assert.Fail("It has left."));
        Assert.Equal(0, receivers.Places);
        Assert.Null(Deliver(receivers, At(1)));
    }

    [Fact]
    public async Task Release_Twice_IsCountedOnce()
    {
        var (one, two) = (Connection(), Connection());
        var receivers = await ReceiversAtAsync(0, one, two);
        receivers.Release(one);
        receivers.Release(one);
        Assert.Equal((1, 1), (receivers.Places, Deliver(receivers, At(1))));
    }

    [Fact]
    public async Task TryRetire_Empty_TakesNobodyAnyMoreAndSaysNothingAnyMore()
    {
        var connection = Connection();
        var receivers = await ReceiversAtAsync(0, connection);
        Assert.False(receivers.TryRetire());
        receivers.Release(connection);
        var left = receivers.StateInterestAsync();
        Statements[^1].Answer.SetResult(At(0));
        await left;
        Assert.True(receivers.TryRetire());
        Assert.False(receivers.TryReserve(Connection()));
        var said = Statements.Count;
        await receivers.StateInterestAsync();
        Assert.Equal(said, Statements.Count);
    }

    [Fact]
    public async Task TryRetire_TwoLeaveAtOnce_WaitsForWhatIsStillToBeSaid()
    {
        var (one, two) = (Connection(), Connection());
        var receivers = await ReceiversAtAsync(0, one, two);
        var before = Statements.Count;
        receivers.Release(one);
        var first = receivers.StateInterestAsync();
        receivers.Release(two);
        var second = receivers.StateInterestAsync();
        Statements[before].Answer.SetResult(At(0));
        await first;

        // Given up now, "nobody here" would follow what the next subscriber's receivers say, and that one would miss everything.
        Assert.False(receivers.TryRetire());
        await Eventually.HoldsAsync("the second one's leaving is stated", () => Task.FromResult(Statements.Count >= before + 2));
        Assert.False(receivers.TryRetire());
        Statements[before + 1].Answer.SetResult(At(0));
        await second;
        Assert.True(receivers.TryRetire());
        Assert.Equal([1, 0], Statements.Skip(before).Select(statement => statement.Places));
    }

    [Fact]
    public async Task TryRetire_LastOneHasLeftAndNotSaidSo_IsNotYet()
    {
        var (one, two) = (Connection(), Connection());
        var receivers = await ReceiversAtAsync(0, one, two);
        receivers.Release(one);
        var first = receivers.StateInterestAsync();
        Statements[^1].Answer.SetResult(At(0));
        await first;
        receivers.Release(two);

        // The topic believes in one more. Given up now, nobody would ever tell it otherwise.
        Assert.False(receivers.TryRetire());
        var second = receivers.StateInterestAsync();
        Assert.Equal(0, Statements[^1].Places);
        Statements[^1].Answer.SetResult(At(0));
        await second;
        Assert.True(receivers.TryRetire());
    }

    private static TopicPosition At(long offset) => new("epoch", offset);

    private static ClientConnection Connection()
    {
        var transport = new SocketTransport(new MemoryStream());
        var socket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true });
        return new ClientConnection(
            socket, transport, PlatformFixture.NewId("client"), Caller.Anonymous, new ClientConnectionOptions(), new FakeMeters().NewMonitor(), TimeProvider.System);
    }

    /// <returns>How many it went to; <see langword="null"/> if it went to nobody because it was not the next.</returns>
    private static int? Deliver(TopicReceivers receivers, TopicPosition position) =>
        receivers.Deliver(FakeSequencer.At(position)) is (LedgerVerdict.Next, var count) ? count : null;

    private TopicReceivers NewReceivers() => _sequencer.NewReceivers();

    private async Task<TopicReceivers> ReceiversAtAsync(long offset, params ClientConnection[] connections)
    {
        var receivers = NewReceivers();
        Assert.All(connections, connection => Assert.True(receivers.TryReserve(connection)));
        var stated = receivers.StateInterestAsync();
        Statements[^1].Answer.SetResult(At(offset));
        await stated;
        foreach (var connection in connections)
        {
            await receivers.ActivateAsync(connection, default, answer => Assert.Equal(new SubscriptionAnswer(At(offset)), answer));
        }

        return receivers;
    }
}
