using Orleans.Streams;

namespace AndroidZen.Streaming.Queues;

/// <summary>The keys of queue grains: <c>{provider}/{queue}</c>.</summary>
internal static class StreamQueueKey
{
    public static string Of(string provider, QueueId queue) => $"{provider}/{queue.ToStringWithHashCode()}";

    public static string ProviderOf(string key) => key[..key.IndexOf('/', StringComparison.Ordinal)];
}
