using AndroidZen.Presence;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Presence;

[Collection(SilosCollection.Name)]
public class PresenceGrainTests(SilosFixture fixture)
{
    /// <summary>Those of the fixture, and odd: no other timer is taken for one of these.</summary>
    private static readonly TimeSpan _leaveDelay = TimeSpan.FromMilliseconds(5_170);
    private static readonly TimeSpan _restoreDelay = TimeSpan.FromMilliseconds(91_300);
    private static readonly TimeSpan _lease = TimeSpan.FromMilliseconds(90_730);

    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _topic = SilosFixture.NewId("room");
    private long _version;

    private IPresenceGrain Presence => _silos.Grains.GetPresence(_topic);

    private ISubscriptionGrain Sequencer => _silos.Grains.GetTopic(TopicNames.Presence(_topic));

    private ITopicOwner Owner => _silos.Grains.GetTopicOwner(TopicNames.Presence(_topic))!;

    [Fact]
    public async Task SetMembersAsync_Comes_IsTold()
    {
        await using var gateway = await ListenAsync();
        await StateAsync("a", new TopicMember("c1", "ann", _silos.Clock.GetUtcNow()));
        var join = await gateway.NextPublicationAsync("the join");
        Assert.Equal((TopicNames.Presence(_topic), "presence", "c1"), (join.Topic, join.Type, join.Key));
        var now = _silos.Clock.GetUtcNow();
        Assert.Equal($$"""{"topic":"{{_topic}}","event":"join","client_id":"c1","user_id":"ann","timestamp":"{{now:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}"}""", join.Json().GetRawText());
        await SetAsync("a", "c1");
        Assert.Equal("+c1", Text(await gateway.NextPublicationAsync("another user")));
        await SetAsync("a", "c1");
        Assert.Empty(await gateway.RestAsync());
        await EndAsync("a", gateway, "-c1");
    }

    [Fact]
    public async Task SetMembersAsync_Goes_IsToldAfterTheDelay()
    {
        await using var gateway = await ListenAsync();
        await SetAsync("a", "c1");
        Assert.Equal("+c1", Text(await gateway.NextPublicationAsync()));
        await SetAsync("a");
        Assert.Empty(await gateway.RestAsync());
        await _silos.Clock.PassAsync(_leaveDelay);
        Assert.Equal("-c1", Text(await gateway.NextPublicationAsync("the leave")));
        Assert.Empty(await gateway.RestAsync());
    }

    [Fact]
    public async Task SetMembersAsync_MovesToAnotherGateway_NobodyHearsOfIt()
    {
        await using var gateway = await ListenAsync();
        await SetAsync("a", "c1");
        Assert.Equal("+c1", Text(await gateway.NextPublicationAsync()));
        await SetAsync("a"); // Replaced: the older connection has gone before the newer one is greeted.
        await _silos.Clock.WhenArmedAsync(_leaveDelay);
        await SetAsync("b", "c1");
        _silos.Clock.Advance(_leaveDelay);
        await SetAsync("b", "c1");
        Assert.Empty(await gateway.RestAsync());
        await EndAsync("b", gateway, "-c1");
    }

    [Fact]
    public async Task SetMembersAsync_GatewayKilled_ItsMembersLeaveOnceWhenTheLeaseHasRunOut()
    {
        await using var gateway = await ListenAsync();
        await SetAsync("killed", "c1", "c2");
        Assert.Equal(["+c1", "+c2"], await NextAsync(gateway, 2));
        await _silos.Clock.PassAsync(_lease);
        Assert.Equal(["-c1", "-c2"], await NextAsync(gateway, 2));
        await SetAsync("b");
        _silos.Clock.Advance(_lease);
        Assert.Empty(await gateway.RestAsync());
        Assert.Empty(await SnapshotAsync());
    }

    [Fact]
    public async Task ReadTopicAsync_WithSnapshot_IsWhoIsThereAtThatPosition()
    {
        await SetAsync("a", "c1", "c2");
        await SetAsync("b", "c3");
        await SetAsync("a", "c2");
        await _silos.Clock.PassAsync(_leaveDelay);

        var read = await Owner.ReadTopicAsync(TopicNames.Presence(_topic), new TopicReadRequest { WithSnapshot = true });
        Assert.Equal(4, read.Position.Offset);
        Assert.Equal(["+c2", "+c3"], read.Snapshot!.Select(Text).Order(StringComparer.Ordinal));
        Assert.All(read.Snapshot!, publication => Assert.Equal(
            (TopicNames.Presence(_topic), read.Position, "presence"), (publication.Topic, publication.Position, publication.Type)));
        Assert.Equal(["c2", "c3"], read.Snapshot!.Select(publication => publication.Key).Order(StringComparer.Ordinal));

        var without = await Owner.ReadTopicAsync(TopicNames.Presence(_topic), new TopicReadRequest { Since = read.Position with { Offset = 3 } });
        Assert.Null(without.Snapshot);
        Assert.Equal("-c1", Text(Assert.Single(without.Publications)));
        await SetAsync("a");
        await SetAsync("b");
        await _silos.Clock.PassAsync(_leaveDelay);
    }

    [Fact]
    public async Task OnActivate_HasToldBefore_TellsOnlyWhatHasChangedSince()
    {
        await using var gateway = await ListenAsync();
        await SetAsync("a", "stays", "goes");
        Assert.Equal(["+goes", "+stays"], await NextAsync(gateway, 2));
        await _silos.DeactivateAsync(Presence);

        await SetAsync("a", "stays", "comes");
        Assert.Equal("+comes", Text(await gateway.NextPublicationAsync()));
        Assert.Equal(["comes", "goes", "stays"], await SnapshotAsync());
        _silos.Clock.Advance(_lease - TimeSpan.FromSeconds(10));
        await SetAsync("a", "stays", "comes");
        await _silos.Clock.PassAsync(_restoreDelay - _lease + TimeSpan.FromSeconds(10));
        Assert.Equal("-goes", Text(await gateway.NextPublicationAsync("the leave of the one who went meanwhile")));
        Assert.Empty(await gateway.RestAsync());
        await EndAsync("a", gateway, "-comes", "-stays");
    }

    [Fact]
    public async Task SetMembersAsync_TopicFails_TellsItOnceWhenItIsWellAgain()
    {
        var topic = SilosFixture.NewId("kept"); // Its presence is durable in these tests: storage can refuse it.
        var (presence, sequencer) = (_silos.Grains.GetPresence(topic), _silos.Grains.GetTopic(TopicNames.Presence(topic)));
        _silos.Storage.Refuse(sequencer, new IOException("disk full"));
        var members = new GatewayMembers { Gateway = "a", Members = [new TopicMember("c1", null, null)], Lease = _lease, Version = 1 };
        await Assert.ThrowsAnyAsync<Exception>(() => presence.SetMembersAsync(members));
        _silos.Storage.Accept(sequencer);

        await presence.SetMembersAsync(members with { Version = 2 });
        await presence.SetMembersAsync(members with { Version = 3 });
        Assert.Equal(["+c1"], (await sequencer.ReadAsync(new TopicReadRequest())).Publications.Select(Text));
        await presence.SetMembersAsync(members with { Members = [], Version = 4 });
        await _silos.Clock.PassAsync(_leaveDelay);
    }

    private Task SetAsync(string gateway, params string[] clients) => StateAsync(gateway, [.. clients.Select(client => new TopicMember(client, null, _silos.Clock.GetUtcNow()))]);

    private Task StateAsync(string gateway, params TopicMember[] members) =>
        Presence.SetMembersAsync(new GatewayMembers { Gateway = gateway, Members = members, Lease = _lease, Version = ++_version });

    /// <summary>Leaves no timer that another test could take for its own.</summary>
    private async Task EndAsync(string gateway, GatewayListener listener, params string[] leaves)
    {
        await SetAsync(gateway);
        await _silos.Clock.PassAsync(_leaveDelay);
        Assert.Equal(leaves, await NextAsync(listener, leaves.Length));
    }

    private async Task<IEnumerable<string>> SnapshotAsync() =>
        (await Owner.ReadTopicAsync(TopicNames.Presence(_topic), new TopicReadRequest { WithSnapshot = true })).Snapshot!.Select(publication => publication.Key!).Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> NextAsync(GatewayListener gateway, int count)
    {
        var changes = new List<string>();
        while (changes.Count < count)
        {
            changes.Add(Text(await gateway.NextPublicationAsync($"change {changes.Count + 1} of {count}")));
        }

        return changes.Order(StringComparer.Ordinal);
    }

    private static string Text(Publication publication) =>
        $"{(publication.Json().GetProperty("event").GetString() == "join" ? '+' : '-')}{publication.Json().GetProperty("client_id").GetString()}";

    private async Task<GatewayListener> ListenAsync()
    {
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.Presence(_topic));
        return gateway;
    }
}
