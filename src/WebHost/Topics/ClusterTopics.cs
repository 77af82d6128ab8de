using AndroidZen.Gateways;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Topics;

/// <summary>The topics that somebody is on, over the whole cluster. The gateways know them; what each is like says its grain, and only those of one page are asked.</summary>
internal sealed class ClusterTopics(IGrainFactory grains)
{
    public async Task<TopicsAnswer> ListAsync(string? prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        var gateways = await grains.AskGatewaysAsync(gateway => gateway.GetSnapshotAsync(cancellationToken), cancellationToken);
        var (topics, next) = Page([.. gateways.OfType<GatewaySnapshot>()], prefix, after, limit);
        return new TopicsAnswer([.. await Task.WhenAll(topics.Select(topic => DescribeAsync(topic.Key, topic.Value, cancellationToken)))], next);
    }

    /// <summary>The topics of a page by name, each with its subscribers, and where the next page begins; nowhere behind the last.</summary>
    internal static (IReadOnlyList<KeyValuePair<string, int>> Topics, string? Next) Page(IReadOnlyList<GatewaySnapshot> gateways, string? prefix, string? after, int limit)
    {
        List<KeyValuePair<string, int>> topics =
        [
            .. ClusterStatistics.CountSubscriptions(gateways)
                .Where(topic => topic.Key.StartsWith(prefix ?? "", StringComparison.Ordinal) && (after is null || StringComparer.Ordinal.Compare(topic.Key, after) > 0))
                .Take(limit + 1),
        ];
        if (topics.Count <= limit)
        {
            return (topics, null);
        }

        topics.RemoveAt(limit);
        return (topics, topics[^1].Key);
    }

    private async Task<TopicAnswer> DescribeAsync(string topic, int subscribers, CancellationToken cancellationToken)
    {
        var description = await grains.GetTopic(topic).DescribeAsync(cancellationToken);
        var (epoch, offset) = description.Position;
        return new TopicAnswer(topic, subscribers, epoch, offset, Math.Round(description.PublicationsPerSecond, 2), description.Kept);
    }
}
