using AndroidZen.Presence;
using AndroidZen.Protocol;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Presence;

/// <summary>
/// Who is on a topic, over the whole cluster. Every gateway is asked, not only those that the topic knows: it has forgotten them for a moment when its silo has died.
/// </summary>
internal sealed class ClusterPresence(IGrainFactory grains)
{
    public async Task<TopicPresenceAnswer> FindAsync(string topic, int limit, CancellationToken cancellationToken)
    {
        var gateways = await grains.AskGatewaysAsync(gateway => gateway.GetPresenceAsync(topic, limit, cancellationToken), cancellationToken);
        return Sum(topic, limit, [.. gateways.OfType<TopicPresence>()]);
    }

    /// <summary>Each gateway has named its first by <c>client_id</c>: the first of all are among them.</summary>
    internal static TopicPresenceAnswer Sum(string topic, int limit, IReadOnlyList<TopicPresence> gateways)
    {
        var connections = gateways.Sum(gateway => gateway.Connections);
        var members = gateways
            .SelectMany(gateway => gateway.Members.Select(member => (gateway.Gateway, Member: member)))
            .OrderBy(member => member.Member.ClientId, StringComparer.Ordinal)
            .Take(limit)
            .Select(member => new TopicMemberAnswer(
                member.Member.ClientId, member.Member.UserId, member.Gateway, member.Member.SubscribedAt is { } at ? JsonText.Format(at) : null));
        return new TopicPresenceAnswer(
            topic,
            connections,
            gateways.SelectMany(gateway => gateway.Users).Distinct(StringComparer.Ordinal).Count(),
            [.. members],
            connections > limit ? true : null);
    }
}
