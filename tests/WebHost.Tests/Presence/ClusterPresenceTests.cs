using AndroidZen.Presence;
using AndroidZen.WebHost.Presence;

namespace AndroidZen.WebHost.Tests.Presence;

public sealed class ClusterPresenceTests
{
    [Fact]
    public void Sum_NoGateways_IsNobody()
    {
        var presence = ClusterPresence.Sum("t", 100, []);
        Assert.Equal(("t", 0, 0, null), (presence.Topic, presence.Connections, presence.Users, presence.Truncated));
        Assert.Empty(presence.Members);
    }

    [Fact]
    public void Sum_SeveralGateways_AddsUpCountsAUserOnceAndNamesTheFirst()
    {
        TopicPresence[] gateways = [Gateway("a", 3, ["ann", "ben"], "c2", "c4"), Gateway("b", 2, ["ben", "cat"], "c1", "c3")];
        var presence = ClusterPresence.Sum("t", 3, gateways);
        Assert.Equal((5, 3, true), (presence.Connections, presence.Users, presence.Truncated));
        Assert.Equal([("c1", "b"), ("c2", "a"), ("c3", "b")], presence.Members.Select(member => (member.ClientId, member.Gateway)));
        Assert.All(presence.Members, member => Assert.Equal("2026-03-01T12:00:00.000Z", member.SubscribedAt));
    }

    [Fact]
    public void Sum_AsManyAsAreNamed_IsWhole() => Assert.Null(ClusterPresence.Sum("t", 2, [Gateway("a", 2, [], "c1", "c2")]).Truncated);

    private static TopicPresence Gateway(string id, int connections, string[] users, params string[] clients) => new()
    {
        Gateway = id,
        Connections = connections,
        Users = users,
        Members = [.. clients.Select(client => new TopicMember(client, null, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)))],
    };
}
