using System.Globalization;
using System.Text.Json;
using AndroidZen.Delivery.Traffic;
using AndroidZen.Protocol;

namespace AndroidZen.Delivery.Systems;

/// <summary>From <c>RealtimePublisher</c> in this process, a client of the cluster, over the silo to a socket at the first web host. Takes turns on several topics.</summary>
internal sealed class ClusterClientRoute(PlatformCluster cluster) : IRoute
{
    private static readonly string[] _topics = [.. Enumerable.Range(0, 10).Select(number => string.Create(CultureInfo.InvariantCulture, $"delivery-{number}"))];

    private int _published;

    public string Name => $"{cluster.Streams.Name}; cluster client";

    public Task PublishAsync(byte[] json)
    {
        var topic = _topics[(uint)Interlocked.Increment(ref _published) % _topics.Length];
        return cluster.Publisher.BroadcastAsync(MessageTypes.PerformanceData, JsonElement.Parse(json), topic);
    }

    public Task<Subscriber> SubscribeAsync() => PlatformSubscription.OpenAsync(cluster.WebHosts[0].Address!, _topics);
}
