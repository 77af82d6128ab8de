using AndroidZen.Gateways;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Counts over the whole cluster: every gateway is asked what it holds at that moment, so what a client has been told is in the figures.</summary>
internal sealed class ClusterStatistics(IGrainFactory grains)
{
    public async Task<SocketStatistics> CountAsync(CancellationToken cancellationToken)
    {
        var gateways = await grains.AskGatewaysAsync(gateway => gateway.GetSnapshotAsync(cancellationToken), cancellationToken);
        return Sum([.. gateways.OfType<GatewaySnapshot>()]);
    }

    /// <summary>How many connections are on each topic, by name.</summary>
    internal static SortedDictionary<string, int> CountSubscriptions(IReadOnlyList<GatewaySnapshot> gateways)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (topic, count) in gateways.SelectMany(gateway => gateway.Subscriptions))
        {
            counts[topic] = counts.GetValueOrDefault(topic) + count;
        }

        return counts;
    }

    internal static SocketStatistics Sum(IReadOnlyList<GatewaySnapshot> gateways)
    {
        var counts = CountSubscriptions(gateways);
        var total = gateways.Sum(gateway => gateway.Connections);
        return new SocketStatistics(
            total,
            gateways.Sum(gateway => gateway.ActiveConnections),
            gateways.SelectMany(gateway => gateway.Users).Distinct(StringComparer.Ordinal).Count(),
            counts,
            total == 0 ? 0 : Math.Round((double)counts.Values.Sum() / total, 2));
    }
}
