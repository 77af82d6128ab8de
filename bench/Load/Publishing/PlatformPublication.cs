using AndroidZen.Load.Measuring;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Publishing;

/// <summary>The platform's requests that publish (docs/protocol.md, REST).</summary>
public static class PlatformPublication
{
    private const string Performance = "performance";
    private const string Metrics = "metrics_";

    /// <summary>The request that lands on a topic.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="topic"><c>performance</c> and <c>metrics_{id}</c> have endpoints of their own; all others are broadcast to, for which the token must be an administrator's.</param>
    /// <param name="bytes">How large what is published is.</param>
    /// <param name="token">The publisher's.</param>
    public static PublicationRequest To(ServerAddress server, string topic, int bytes, string? token = null)
    {
        var data = Stamp.ObjectOf(bytes);
        if (topic == Performance)
        {
            return PublicationRequest.Create(server, "/ws/performance-data", data, token);
        }

        return topic.StartsWith(Metrics, StringComparison.Ordinal)
            ? PublicationRequest.Create(server, "/ws/live-metrics", $$"""{"device_id":"{{topic[Metrics.Length..]}}","metrics":{{data}}}""", token)
            : PublicationRequest.Create(server, "/ws/broadcast", $$"""{"type":"performance_data","data":{{data}},"subscription_filter":"{{topic}}"}""", token);
    }
}
