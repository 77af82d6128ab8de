using AndroidZen.Delivery.Traffic;
using AndroidZen.Topics;

namespace AndroidZen.Delivery.Systems;

/// <summary>From a POST at the last web host, over the silos, to a socket at the first.</summary>
internal sealed class WebHostRoute(PlatformCluster cluster, string layout) : IRoute, IDisposable
{
    private readonly HttpPublisher _http = new(new Uri(cluster.WebHosts[^1].Address!, "/ws/performance-data"));

    public string Name => $"{cluster.Streams.Name}; POST, {layout}";

    public Task PublishAsync(byte[] json) => _http.PostAsync(json);

    public Task<Subscriber> SubscribeAsync() => PlatformSubscription.OpenAsync(cluster.WebHosts[0].Address!, [TopicNames.Performance]);

    public void Dispose() => _http.Dispose();
}
