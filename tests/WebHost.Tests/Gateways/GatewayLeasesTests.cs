using AndroidZen.Connections;
using AndroidZen.Gateways;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Connections;
using AndroidZen.WebHost.Users;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class GatewayLeasesTests : IAsyncLifetime
{
    private readonly GatewayUnderTest _gateway = GatewayUnderTest.Create(("Gateway:Lease", "00:01:37"));
    private Task _renewing = Task.CompletedTask;

    private FakeCluster Cluster => _gateway.Cluster;

    private GatewayLeases Leases => _gateway.Get<GatewayLeases>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await StopAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task RenewWithEveryHeartbeat_SomethingOfEachKind_SaysAllOfItAgain()
    {
        var client = _gateway.Connect("client");
        await SubscribeAsync(client, "topic");
        await AddUserAsync(client, "user");
        _renewing = Leases.RenewWithEveryHeartbeatAsync(_gateway.Lifetime.ApplicationStopping);
        for (var beat = 0; beat < 3; beat++)
        {
            OnHeartbeat();
            await Cluster.ExpectAllAsync(
                "topic has 1 for 00:01:37", "user has client for 00:01:37", $"client is {client.Connection.Id} for 00:01:37");
        }

        await StopAsync();
        OnHeartbeat();
        Assert.Empty(Cluster.Rest());
        Assert.Null(client.EndedAs);
    }

    [Fact]
    public async Task Renew_ManyUsers_InPortionsWithAHeartbeatAndAtOnceAfterAMembershipChange()
    {
        var client = _gateway.Connect("client");
        List<string> calls = [$"client is {client.Connection.Id} for 00:01:37"];
        for (var n = 0; n < 65; n++)
        {
            await AddUserAsync(client, $"user-{n}");
            calls.Add($"user-{n} has client for 00:01:37");
        }

        _renewing = Leases.RenewWithEveryHeartbeatAsync(_gateway.Lifetime.ApplicationStopping);
        OnHeartbeat();
        await _gateway.Clock.PassAsync(RenewalPace.Step); // The last user's turn.
        await Cluster.ExpectAllAsync([.. calls]);

        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal(calls.Order(StringComparer.Ordinal), Cluster.Rest().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RenewWithEveryHeartbeat_AnotherWhileItRenews_RenewsOnceMore()
    {
        await SubscribeAsync(_gateway.Connect(hasClaimedId: false), "topic");
        var hold = Cluster.Hold("topic");
        _renewing = Leases.RenewWithEveryHeartbeatAsync(_gateway.Lifetime.ApplicationStopping);
        OnHeartbeat();
        await Cluster.ExpectAsync("topic has 1 for 00:01:37");
        OnHeartbeat();
        OnHeartbeat();
        Assert.Empty(Cluster.Rest());

        Cluster.Heal("topic");
        hold.SetResult();
        await Cluster.ExpectAsync("topic has 1 for 00:01:37");
        await StopAsync();
        Assert.Empty(Cluster.Rest());
    }

    [Fact]
    public async Task RenewAfterMembershipChange_NewVersion_RenewsOnce()
    {
        await SubscribeAsync(_gateway.Connect(hasClaimedId: false), "topic");
        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal(["topic has 1 for 00:01:37"], Cluster.Rest());
        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Empty(Cluster.Rest());
        await Leases.RenewAfterMembershipChangeAsync(8, CancellationToken.None);
        Assert.Equal(["topic has 1 for 00:01:37"], Cluster.Rest());
    }

    [Fact]
    public async Task RenewAfterMembershipChange_Fails_RenewsAgainForTheSameVersion()
    {
        await SubscribeAsync(_gateway.Connect(hasClaimedId: false), "topic");
        Cluster.Fail("topic");
        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Single(_gateway.Log.Lines, line => line.EventId == EventIds.RenewFailed);
        Cluster.Heal("topic");
        Assert.Single(Cluster.Rest());

        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal(["topic has 1 for 00:01:37"], Cluster.Rest());
    }

    [Fact]
    public async Task RenewWithEveryHeartbeat_Fails_RenewsAgainWithTheNextReport()
    {
        await SubscribeAsync(_gateway.Connect(hasClaimedId: false), "topic");
        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Cluster.Fail("topic");
        var logged = _gateway.Log.WhenAsync(line => line.EventId == EventIds.RenewFailed, "leases could not be renewed");
        _renewing = Leases.RenewWithEveryHeartbeatAsync(_gateway.Lifetime.ApplicationStopping);
        OnHeartbeat();
        await logged;
        await StopAsync();
        Cluster.Heal("topic");
        Assert.Equal(2, Cluster.Rest().Count);

        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal(["topic has 1 for 00:01:37"], Cluster.Rest());
    }

    [Theory]
    [InlineData("topic-1")]
    [InlineData("user-1")]
    [InlineData("client-1")]
    public async Task RenewWithEveryHeartbeat_OneFails_RenewsAllOthersAndGoesOn(string failing)
    {
        FakeClient[] clients = [_gateway.Connect("client-1"), _gateway.Connect("client-2")];
        Assert.NotEqual(ConnectionShard.Of("client-1"), ConnectionShard.Of("client-2"));
        var calls = new List<string>();
        foreach (var (number, client) in clients.Index())
        {
            await SubscribeAsync(client, $"topic-{number + 1}");
            await AddUserAsync(client, $"user-{number + 1}");
            calls.Add($"topic-{number + 1} has 1 for 00:01:37");
            calls.Add($"user-{number + 1} has client-{number + 1} for 00:01:37");
            calls.Add($"client-{number + 1} is {client.Connection.Id} for 00:01:37");
        }

        Cluster.Fail(failing);
        _renewing = Leases.RenewWithEveryHeartbeatAsync(_gateway.Lifetime.ApplicationStopping);
        for (var beat = 0; beat < 2; beat++)
        {
            var logged = _gateway.Log.WhenAsync(line => line.EventId == EventIds.RenewFailed, "a lease could not be renewed");
            OnHeartbeat();
            await Cluster.ExpectAllAsync([.. calls]);
            await logged;
        }

        Cluster.Heal(failing);
        OnHeartbeat();
        await Cluster.ExpectAllAsync([.. calls]);
        await StopAsync();
        Assert.All(_gateway.Log.Lines.Where(line => line.EventId == EventIds.RenewFailed), line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.Equal(2, _gateway.Log.Lines.Count(line => line.EventId == EventIds.RenewFailed));
    }

    [Fact]
    public async Task Renew_AnotherHasTheClaim_EndsAsReplaced()
    {
        var (replaced, keeper) = (_gateway.Connect(), _gateway.Connect());
        Cluster.Replaced.Add(replaced.Connection.Id);
        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal((DisconnectReason.Replaced, null), (replaced.EndedAs, keeper.EndedAs));
        Assert.Equal(4008, replaced.EndedAs!.CloseCode);
    }

    [Fact]
    public async Task Renew_SeveralWithOneClientId_TheNewestKeepsIt()
    {
        var oldest = _gateway.Connect("same");
        _gateway.Clock.Advance(TimeSpan.FromTicks(1));
        var older = _gateway.Connect("same");
        _gateway.Clock.Advance(TimeSpan.FromTicks(1));
        var newest = _gateway.Connect("same");

        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal([$"same is {newest.Connection.Id} for 00:01:37"], Cluster.Rest());
        Assert.Equal((DisconnectReason.Replaced, DisconnectReason.Replaced, null), (oldest.EndedAs, older.EndedAs, newest.EndedAs));
    }

    [Fact]
    public async Task Renew_NewerHasNotClaimedYet_LeavesItOut()
    {
        var older = _gateway.Connect("same");
        _gateway.Clock.Advance(TimeSpan.FromTicks(1));
        var opening = _gateway.Connect("same", hasClaimedId: false);

        await Leases.RenewAfterMembershipChangeAsync(7, CancellationToken.None);
        Assert.Equal([$"same is {older.Connection.Id} for 00:01:37"], Cluster.Rest());
        Assert.Equal((null, null), (older.EndedAs, opening.EndedAs));

        opening.Connection.MarkClaimed();
        await Leases.RenewAfterMembershipChangeAsync(8, CancellationToken.None);
        Assert.Equal([$"same is {opening.Connection.Id} for 00:01:37"], Cluster.Rest());
        Assert.Equal((DisconnectReason.Replaced, null), (older.EndedAs, opening.EndedAs));
    }

    private void OnHeartbeat() => _gateway.Heart.OnHeartbeat(new GatewayHeartbeat(_gateway.Clock.GetUtcNow()));

    private async Task SubscribeAsync(FakeClient client, string topic)
    {
        await _gateway.Get<GatewaySubscriptions>().SubscribeAsync(topic, client.Connection, default, static _ => { });
        Assert.Single(Cluster.Rest());
    }

    private async Task AddUserAsync(FakeClient client, string user)
    {
        await _gateway.Get<GatewayUsers>().AddAsync(user, client.Connection);
        Assert.Single(Cluster.Rest());
    }

    private async Task StopAsync()
    {
        _gateway.Lifetime.StopApplication();
        await _renewing.WaitAsync(SocketClient.Patience);
    }
}
