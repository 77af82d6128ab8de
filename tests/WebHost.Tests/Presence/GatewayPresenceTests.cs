using AndroidZen.Presence;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Connections;
using AndroidZen.WebHost.Tests.Gateways;

namespace AndroidZen.WebHost.Tests.Presence;

public sealed class GatewayPresenceTests : IAsyncLifetime
{
    private readonly GatewayUnderTest _gateway =
        GatewayUnderTest.Create(("Gateway:Lease", "00:01:37"), ("Topics:Rules:0:Pattern", "room*"), ("Topics:Rules:0:Presence", "true"));

    private FakeCluster Cluster => _gateway.Cluster;

    private GatewaySubscriptions Subscriptions => _gateway.Get<GatewaySubscriptions>();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task SubscribeAsync_WithTheRule_IsAcknowledgedWhenThePresenceKnows()
    {
        var (one, two) = (_gateway.Connect("c1"), _gateway.Connect("c2"));
        var hold = Cluster.Hold("presence");
        var subscribing = SubscribeAsync(one);
        await Cluster.ExpectAsync("room has 1 for 00:01:37", "presence of room is [c1] for 00:01:37");
        Assert.Empty(await one.ReceivedAsync());
        Cluster.Heal("presence");
        hold.SetResult();
        await subscribing.WaitAsync(SocketClient.Patience);
        Assert.Single(await one.ReceivedAsync());

        await SubscribeAsync(two);
        await SubscribeAsync(two); // Begins anew, and counts once.
        Assert.Equal("presence of room is [c1 c2] for 00:01:37", Cluster.Rest()[^1]);
        await Subscriptions.UnsubscribeAsync("room", one.Connection);
        await Cluster.ExpectAllAsync("room has 1 for 00:01:37", "presence of room is [c2] for 00:01:37");
        await Subscriptions.UnsubscribeAsync("room", two.Connection);
        await Cluster.ExpectAllAsync("room has 0 for 00:01:37", "presence of room is [] for 00:01:37");

        var versions = Cluster.Members.Select(members => members.Version).ToList();
        Assert.Equal(versions.Order().Distinct(), versions);
        Assert.Equal(new TopicMember("c1", null, _gateway.Clock.GetUtcNow()), Cluster.Members.First().Members.Single());
        Assert.All(Cluster.Members, members => Assert.Equal(_gateway.Get<GatewayIdentity>().Id, members.Gateway));
    }

    [Theory]
    [InlineData("hall")]
    [InlineData("presence:room")]
    public async Task SubscribeAsync_WithoutTheRule_SaysNothingOfPresence(string topic)
    {
        var client = _gateway.Connect("c1");
        await SubscribeAsync(client, topic);
        await Subscriptions.UnsubscribeAsync(topic, client.Connection);
        await RenewAsync();
        Assert.DoesNotContain(Cluster.Rest(), call => call.StartsWith("presence of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SubscribeAsync_PresenceFails_IsNotOnTheTopic()
    {
        var client = _gateway.Connect("c1", hasClaimedId: false);
        Cluster.Fail("presence");
        await Assert.ThrowsAsync<TimeoutException>(() => SubscribeAsync(client));
        Assert.Empty(await client.ReceivedAsync());
        Assert.Empty(Subscriptions.ConnectionsOn("room"));
        Cluster.Heal("presence");
        Cluster.Rest();

        await RenewAsync();
        await Cluster.ExpectAllAsync("room has 0 for 00:01:37", "presence of room is [] for 00:01:37");
        await RenewAsync();
        Assert.Empty(Cluster.Rest());
    }

    [Fact]
    public async Task UnsubscribeAsync_TopicFails_IsNotPresentAnyMore()
    {
        var client = _gateway.Connect("c1", hasClaimedId: false);
        await SubscribeAsync(client);
        Cluster.Fail("room");
        await Assert.ThrowsAsync<TimeoutException>(() => Subscriptions.UnsubscribeAsync("room", client.Connection));
        Assert.Equal("presence of room is [] for 00:01:37", Cluster.Rest()[^1]);
    }

    [Fact]
    public async Task Renew_WithEveryOtherLease_SaysItAgain()
    {
        await SubscribeAsync(_gateway.Connect("c1", hasClaimedId: false));
        Cluster.Rest();
        for (var n = 0; n < 2; n++)
        {
            await RenewAsync();
            await Cluster.ExpectAllAsync("room has 1 for 00:01:37", "presence of room is [c1] for 00:01:37");
        }
    }

    [Fact]
    public async Task GetPresenceAsync_OfAnyTopic_IsWhatTheGatewayHolds()
    {
        var answers = _gateway.Get<GatewayAnswers>();
        foreach (var topic in new[] { "room", "hall" })
        {
            foreach (var clientId in new[] { "c2", "c3", "c1" })
            {
                await SubscribeAsync(_gateway.Connect(clientId), topic);
            }

            var presence = await answers.GetPresenceAsync(topic, 2);
            Assert.Equal((3, _gateway.Get<GatewayIdentity>().Id), (presence.Connections, presence.Gateway));
            Assert.Equal(["c1", "c2"], presence.Members.Select(member => member.ClientId));
            Assert.All(presence.Members, member => Assert.Equal(topic == "room", member.SubscribedAt is not null));
        }

        Assert.Equal(0, (await answers.GetPresenceAsync("elsewhere", 2)).Connections);
    }

    private static int _membership;

    private Task RenewAsync() => _gateway.Get<GatewayLeases>().RenewAfterMembershipChangeAsync(Interlocked.Increment(ref _membership), CancellationToken.None);

    private Task SubscribeAsync(FakeClient client, string topic = "room") => Subscriptions.SubscribeAsync(
        topic, client.Connection, default, _ => client.Connection.Enqueue(new AndroidZen.WebHost.Connections.Frame("""{"type":"subscription"}"""u8)));
}
