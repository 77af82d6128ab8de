using System.Net.WebSockets;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Subscriptions;

public sealed class TopicReceiversTests
{
    private static readonly Frame _frame = new("{}"u8.ToArray());

    private readonly List<(int Places, TaskCompletionSource<TopicPosition> Answer)> _statements = [];

    [Fact]
    public async Task Deliver_AfterActivation_GoesToTheReceiversAndCountsThem()
    {
        var receivers = await ReceiversAtAsync(4, Connection(), Connection());
        Assert.Equal(2, receivers.Deliver(At(5), _frame));
        Assert.Equal(At(5), receivers.Position);
    }

    [Fact]
    public async Task Deliver_AtOrBelowTheDeliveredOffset_IsDropped()
    {
        var receivers = await ReceiversAtAsync(4, Connection());
        Assert.Null(receivers.Deliver(At(4), _frame));
        Assert.Null(receivers.Deliver(At(1), _frame));
        Assert.Equal(1, receivers.Deliver(At(5), _frame));
        Assert.Null(receivers.Deliver(At(5), _frame));
        Assert.Equal(1, receivers.Deliver(At(6), _frame));
    }

    [Fact]
    public async Task Deliver_OfANewEpoch_IsNoDuplicate()
    {
        var receivers = await ReceiversAtAsync(4, Connection());
        Assert.Equal(1, receivers.Deliver(new TopicPosition("other", 1), _frame));
    }

    [Fact]
    public void Deliver_ToAPlaceThatIsOnlyReserved_ReachesNobody()
    {
        var receivers = NewReceivers();
        Assert.True(receivers.TryReserve(Connection()));
        Assert.Equal((1, 0), (receivers.Places, receivers.Deliver(At(1), _frame)));
    }

    [Fact]
    public async Task Activate_PublicationsCameBeforeTheAnswer_AcknowledgesBehindThem()
    {
        var (receivers, connection) = (NewReceivers(), Connection());
        receivers.TryReserve(connection);
        var stated = receivers.StateInterestAsync();
        receivers.Deliver(At(5), _frame);
        receivers.Deliver(At(6), _frame);
        _statements[0].Answer.SetResult(At(4));
        await stated;
        TopicPosition? acknowledged = null;
        receivers.Activate(connection, position => acknowledged = position);

        Assert.Equal(At(6), acknowledged);
        Assert.Equal(1, receivers.Deliver(At(7), _frame));
    }

    [Fact]
    public async Task Activate_OthersReceiveAlready_DoesNotSkipWhatIsStillOnItsWayToThem()
    {
        var receivers = await ReceiversAtAsync(4, Connection());
        var late = Connection();
        receivers.TryReserve(late);
        var stated = receivers.StateInterestAsync();
        _statements[^1].Answer.SetResult(At(9)); // The topic is ahead of what the stream has brought here.
        await stated;
        receivers.Activate(late, position => Assert.Equal(At(4), position));
        Assert.Equal(2, receivers.Deliver(At(5), _frame));
    }

    [Fact]
    public void Activate_PlaceGivenBackMeanwhile_StaysOut()
    {
        var (receivers, connection) = (NewReceivers(), Connection());
        receivers.TryReserve(connection);
        receivers.Release(connection);
        receivers.Activate(connection, _ => Assert.Fail("It has left."));
        Assert.Equal((0, 0), (receivers.Places, receivers.Deliver(At(1), _frame)));
    }

    [Fact]
    public async Task Release_Twice_IsCountedOnce()
    {
        var (one, two) = (Connection(), Connection());
        var receivers = await ReceiversAtAsync(0, one, two);
        receivers.Release(one);
        receivers.Release(one);
        Assert.Equal((1, 1), (receivers.Places, receivers.Deliver(At(1), _frame)));
    }

    [Fact]
    public async Task TryRetire_Empty_TakesNobodyAnyMoreAndSaysNothingAnyMore()
    {
        var connection = Connection();
        var receivers = await ReceiversAtAsync(0, connection);
        Assert.False(receivers.TryRetire());
        receivers.Release(connection);
        var left = receivers.StateInterestAsync();
        _statements[^1].Answer.SetResult(At(0));
        await left;
        Assert.True(receivers.TryRetire());
        Assert.False(receivers.TryReserve(Connection()));
        var said = _statements.Count;
        await receivers.StateInterestAsync();
        Assert.Equal(said, _statements.Count);
    }

    [Fact]
    public async Task TryRetire_TwoLeaveAtOnce_WaitsForWhatIsStillToBeSaid()
    {
        var (one, two) = (Connection(), Connection());
        var receivers = await ReceiversAtAsync(0, one, two);
        var before = _statements.Count;
        receivers.Release(one);
        var first = receivers.StateInterestAsync();
        receivers.Release(two);
        var second = receivers.StateInterestAsync();
        _statements[before].Answer.SetResult(At(0));
        await first;

        // Given up now, "nobody here" would follow what the next subscriber's receivers say, and that one would miss everything.
        Assert.False(receivers.TryRetire());
        while (_statements.Count < before + 2)
        {
            await Task.Yield();
        }

        Assert.False(receivers.TryRetire());
        _statements[before + 1].Answer.SetResult(At(0));
        await second;
        Assert.True(receivers.TryRetire());
        Assert.Equal([1, 0], _statements.Skip(before).Select(statement => statement.Places));
    }

    [Fact]
    public async Task TryRetire_LastOneHasLeftAndNotSaidSo_IsNotYet()
    {
        var (one, two) = (Connection(), Connection());
        var receivers = await ReceiversAtAsync(0, one, two);
        receivers.Release(one);
        var first = receivers.StateInterestAsync();
        _statements[^1].Answer.SetResult(At(0));
        await first;
        receivers.Release(two);

        // The topic believes in one more. Given up now, nobody would ever tell it otherwise.
        Assert.False(receivers.TryRetire());
        var second = receivers.StateInterestAsync();
        Assert.Equal(0, _statements[^1].Places);
        _statements[^1].Answer.SetResult(At(0));
        await second;
        Assert.True(receivers.TryRetire());
    }

    private static TopicPosition At(long offset) => new("epoch", offset);

    private static ClientConnection Connection()
    {
        var socket = WebSocket.CreateFromStream(new MemoryStream(), new WebSocketCreationOptions { IsServer = true });
        return new ClientConnection(socket, PlatformFixture.NewId("client"), Caller.Anonymous, new ClientConnectionOptions(), TimeProvider.System);
    }

    private TopicReceivers NewReceivers() => new(places =>
    {
        var answer = new TaskCompletionSource<TopicPosition>(TaskCreationOptions.RunContinuationsAsynchronously);
        _statements.Add((places, answer));
        return answer.Task;
    });

    private async Task<TopicReceivers> ReceiversAtAsync(long offset, params ClientConnection[] connections)
    {
        var receivers = NewReceivers();
        Assert.All(connections, connection => Assert.True(receivers.TryReserve(connection)));
        var stated = receivers.StateInterestAsync();
        _statements[^1].Answer.SetResult(At(offset));
        await stated;
        Assert.All(connections, connection => receivers.Activate(connection, position => Assert.Equal(At(offset), position)));
        return receivers;
    }
}
