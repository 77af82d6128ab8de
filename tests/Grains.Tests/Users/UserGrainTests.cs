using System.Text;
using AndroidZen.Grains.Users;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.Users;

namespace AndroidZen.Grains.Tests.Users;

[Collection(SilosCollection.Name)]
public class UserGrainTests(SilosFixture fixture)
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(90);
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _id = SilosFixture.NewId("user");

    private IUserGrain User => _silos.Grains.GetUser(_id);

    [Fact]
    public async Task SetConnectionsAsync_SeveralGateways_AreAbsolutePerGateway()
    {
        await SetAsync("a", "1", "2");
        await SetAsync("b", "3");
        await SetAsync("a", "2", "4");
        Assert.Equal(["2", "3", "4"], await ClientsAsync());
        await SetAsync("a");
        Assert.Equal(["3"], await ClientsAsync());
    }

    [Fact]
    public async Task GetConnectionsAsync_LeaseNotRenewed_ForgetsThatGatewayAtItsEnd()
    {
        await SetAsync("a", "1");
        _silos.Clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync("b", "2");
        _silos.Clock.Advance(_lease - TimeSpan.FromSeconds(1) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(["1", "2"], await ClientsAsync());
        _silos.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["2"], await ClientsAsync());
        await SetAsync("b", "2");
        _silos.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["2"], await ClientsAsync());
    }

    [Fact]
    public async Task NotifyAsync_Kept_IsStoredThenPublished()
    {
        await using var gateway = await ListenAsync();
        await User.NotifyAsync(Notification(1));
        var publication = await gateway.NextPublicationAsync("notification");
        Assert.Equal(("notification", """{"n":1}"""), (publication.Type, Encoding.UTF8.GetString(publication.Data)));

        await _silos.DeactivateAsync(User);
        Assert.Equal("n1", Assert.Single(await User.GetNotificationsAsync()).Id);
    }

    [Fact]
    public async Task NotifyAsync_WriteFails_PublishesNothingAndTheCallerHears()
    {
        await using var gateway = await ListenAsync();
        _silos.Storage.Refuse(User, new IOException("disk full"));
        await Assert.ThrowsAsync<OrleansException>(() => User.NotifyAsync(Notification(1)));
        _silos.Storage.Accept(User);
        Assert.Empty(await gateway.RestAsync());
        Assert.Empty(await User.GetNotificationsAsync());
    }

    [Fact]
    public async Task NotifyAsync_MoreThanTheBound_DropsTheOldest()
    {
        for (var n = 1; n <= 5; n++)
        {
            await User.NotifyAsync(Notification(n));
        }

        Assert.Equal(["n3", "n4", "n5"], (await User.GetNotificationsAsync()).Select(notification => notification.Id));
    }

    [Fact]
    public void Add_MoreBytesThanAreKept_DropsTheOldestButNeverTheLatest()
    {
        var state = Enumerable.Range(1, 4).Aggregate(new UserState(), (state, n) => state.Add(Notification(n), 9, 2 * Notification(n).Data.Length));
        Assert.Equal(["n3", "n4"], state.Notifications.Select(notification => notification.Id));
        Assert.Equal(["n5"], state.Add(Notification(5), 9, 0).Notifications.Select(notification => notification.Id));
    }

    [Fact]
    public async Task SendAsync_Message_ReachesTheUsersTopicAndIsNotKept()
    {
        await using var gateway = await ListenAsync();
        var receipt = await User.SendAsync(new PublicationDraft { Type = "analytics_update", Data = "{}"u8.ToArray() });
        Assert.Equal(1, receipt.Recipients);
        Assert.Equal([$"analytics_update $user:{_id}"], await gateway.NextTypesAsync(1));
        Assert.Equal(0, _silos.Storage.WritesOf(User));
    }

    [Fact]
    public async Task NotifyAsync_Repeated_IsKeptAndPublishedOnce()
    {
        await using var gateway = await ListenAsync();
        var first = await User.NotifyAsync(Notification(1), "k");
        Assert.Equal(first, await User.NotifyAsync(Notification(1), "k"));
        Assert.Equal(1, _silos.Storage.WritesOf(User));

        await _silos.DeactivateAsync(User);
        Assert.Equal(first, await User.NotifyAsync(Notification(1), "k"));
        Assert.Equal(2, (await User.NotifyAsync(Notification(2), "l")).Position.Offset);
        Assert.Equal(["n1", "n2"], (await User.GetNotificationsAsync()).Select(notification => notification.Id));
        Assert.Equal(2, (await gateway.RestAsync()).Count);
    }

    [Fact]
    public async Task NotifyAsync_KeptButNotPublished_TheRepeatPublishesIt()
    {
        var topic = _silos.Grains.GetGrain<ISubscriptionGrain>(TopicNames.User(_id));
        _silos.Storage.Refuse(topic, new IOException("disk full"));
        await Assert.ThrowsAnyAsync<Exception>(() => User.NotifyAsync(Notification(1), "k"));
        _silos.Storage.Accept(topic);
        Assert.Equal(1, (await User.NotifyAsync(Notification(1), "k")).Position.Offset);
        Assert.Single(await User.GetNotificationsAsync());
    }

    [Fact]
    public async Task SendAsync_Repeated_IsPublishedOnce()
    {
        var draft = new PublicationDraft { Type = "analytics_update", Data = "{}"u8.ToArray(), IdempotencyKey = "k" };
        var first = await User.SendAsync(draft);
        await _silos.DeactivateAsync(User);
        Assert.Equal(first, await User.SendAsync(draft));
        Assert.Equal(2, (await User.SendAsync(draft with { IdempotencyKey = "l" })).Position.Offset);
    }

    private static UserNotification Notification(int n) =>
        new() { Id = $"n{n}", Timestamp = DateTimeOffset.UnixEpoch, Data = Encoding.UTF8.GetBytes($$"""{"n":{{n}}}""") };

    private Task SetAsync(string gateway, params string[] clients) => User.SetConnectionsAsync(new UserConnections
    {
        Gateway = gateway,
        Connections = [.. clients.Select(client => new UserConnection(gateway, client, DateTimeOffset.UnixEpoch))],
        Lease = _lease,
    });

    private async Task<IEnumerable<string>> ClientsAsync() => (await User.GetConnectionsAsync()).Select(connection => connection.ClientId).Order();

    private async Task<GatewayListener> ListenAsync()
    {
        var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(TopicNames.User(_id));
        return gateway;
    }
}
