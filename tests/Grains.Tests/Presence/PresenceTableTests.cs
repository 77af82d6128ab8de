using AndroidZen.Grains.Presence;
using AndroidZen.Presence;

namespace AndroidZen.Grains.Tests.Presence;

public class PresenceTableTests
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _delay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private readonly PresenceTable _table = new(_delay);
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private long _version;

    [Fact]
    public void Set_ClientsCome_AreToldOfOnce()
    {
        Set("a", "1", "2");
        Assert.Equal(["+1", "+2"], Take());
        Set("a", "1", "2");
        Set("b", "3");
        Assert.Equal(["+3"], Take());
        Assert.Equal(["1", "2", "3"], Told());
    }

    [Fact]
    public void Set_ClientGoes_IsToldOfOnceWhenItHasNotComeBackInTime()
    {
        Set("a", "1", "2");
        Take();
        Set("a", "2");
        _now += _delay - _tick;
        Set("a", "2");
        Assert.Empty(Take());
        Assert.Equal(["1", "2"], Told());
        Assert.Equal(_now + _tick, _table.NextDue);
        _now += _tick;
        Assert.Equal(["-1"], Take());
        Assert.Equal(["2"], Told());
        _now += _lease;
        Assert.Equal(["-2"], Take());
        Assert.Empty(Take());
        Assert.Null(_table.NextDue);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void Set_ClientComesBackInTime_NobodyHearsOfIt(string gateway)
    {
        Set("a", "1");
        Take();
        Set("a");
        _now += _delay - _tick;
        Set(gateway, "1");
        _now += _tick;
        Assert.Empty(Take());
        Assert.Equal(["1"], Told());
    }

    [Fact]
    public void Set_OnTwoGatewaysForAMoment_IsOne()
    {
        Set("a", "1");
        Set("b", "1");
        Assert.Equal(["+1"], Take());
        Set("a");
        _now += _delay;
        Assert.Empty(Take());
        Set("b");
        _now += _delay;
        Assert.Equal(["-1"], Take());
    }

    [Fact]
    public void Set_ComesAndGoesBeforeAnythingWasTold_NobodyHearsOfIt()
    {
        Set("a", "1");
        Set("a");
        _now += _delay;
        Assert.Empty(Take());
    }

    [Fact]
    public void Set_OlderStatementComesLate_IsLeftOut()
    {
        Set("a", "1");
        Take();
        _version++;
        Set("a");
        _version -= 2;
        Set("a", "1", "2");
        _now += _delay;
        Assert.Equal(["-1"], Take());
    }

    [Fact]
    public void TakeDue_LeaseRunsOut_TellsAtOnceAndOnlyOfThoseWhoAreNowhereElse()
    {
        Set("killed", "1", "2");
        Take();
        _now += TimeSpan.FromSeconds(1);
        Set("other", "2", "3");
        Take();
        _now += _lease - TimeSpan.FromSeconds(1) - _tick;
        Assert.Empty(Take());
        Assert.Equal(_now + _tick, _table.NextDue);
        _now += _tick;
        Assert.Equal(["-1"], Take());
        Assert.Empty(Take());
        Assert.Equal(["2", "3"], Told());
    }

    [Fact]
    public void Set_AnotherUserHasTheClientId_IsTold()
    {
        Set("a", ["1"], user: "ann");
        Assert.Equal(["+1 ann"], Take());
        Set("a", ["1"], user: "ben");
        Assert.Equal(["+1 ben"], Take());
        Assert.Single(_table.Told);
    }

    [Fact]
    public void Restore_NotStatedInTime_HasGone()
    {
        foreach (var clientId in new[] { "1", "2" })
        {
            _table.Restore(new PresentClient(clientId, null, _now), _now + _lease);
        }

        Set("a", "1", "3");
        Assert.Equal(["+3"], Take());
        Assert.Equal(["1", "2", "3"], Told());
        _now += _lease - _tick;
        Set("a", "1", "3");
        Assert.Empty(Take());
        _now += _tick;
        Assert.Equal(["-2"], Take());
    }

    private void Set(string gateway, params string[] clients) => Set(gateway, clients, user: null);

    private void Set(string gateway, string[] clients, string? user) => _table.Set(
        new GatewayMembers { Gateway = gateway, Members = [.. clients.Select(client => new TopicMember(client, user, _now))], Lease = _lease, Version = ++_version }, _now);

    private IEnumerable<string> Take()
    {
        var changes = new Queue<PresenceChange>();
        _table.TakeDue(_now, changes);
        return [.. changes.Select(change => $"{(change.HasJoined ? '+' : '-')}{change.Client.ClientId} {change.Client.UserId}".TrimEnd()).Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Told() => _table.Told.Select(client => client.ClientId).Order(StringComparer.Ordinal);
}
