using System.Collections.Concurrent;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>Which connections of this gateway are on which topic, and the cluster's knowledge of it.</summary>
internal sealed class GatewaySubscriptions(IGrainFactory grains, GatewayIdentity gateway, IOptions<WebGatewayOptions> options)
{
    private readonly ConcurrentDictionary<string, TopicReceivers> _topics = new(StringComparer.Ordinal);

    /// <summary>Subscribes; when this returns, the connection is counted in the whole cluster and misses nothing from the acknowledged position on.</summary>
    /// <param name="topic">Any topic, the platform's own included.</param>
    /// <param name="connection">Must not be on the topic yet.</param>
    /// <param name="acknowledge">Queues the acknowledgement; later publications come behind it.</param>
    public async Task SubscribeAsync(string topic, ClientConnection connection, Action<TopicPosition> acknowledge)
    {
        TopicReceivers receivers;
        do
        {
            receivers = _topics.GetOrAdd(topic, NewReceivers);
        }
        while (!receivers.TryReserve(connection));

        try
        {
            await receivers.StateInterestAsync();
        }
        catch
        {
            receivers.Release(connection);
            throw;
        }

        receivers.Activate(connection, acknowledge);
    }

    /// <summary>Unsubscribes, if the connection is on the topic; nothing is queued for the connection from now on, and when this returns, it is not counted any more.</summary>
    public async Task UnsubscribeAsync(string topic, ClientConnection connection)
    {
        if (!_topics.TryGetValue(topic, out var receivers))
        {
            return;
        }

        receivers.Release(connection);
        await receivers.StateInterestAsync();
        RetireIfEmpty(topic, receivers);
    }

    /// <summary>Hands a publication's frame to the connections on its topic.</summary>
    /// <returns>How many there were; <see langword="null"/> for a duplicate.</returns>
    public int? Deliver(Publication publication, Frame frame) =>
        _topics.TryGetValue(publication.Topic, out var receivers) ? receivers.Deliver(publication.Position, frame) : 0;

    /// <summary>How far the topic has been delivered here.</summary>
    public TopicPosition PositionOf(string topic) => _topics.TryGetValue(topic, out var receivers) ? receivers.Position : default;

    /// <summary>Whether anybody here is on the topic: a publication that nobody waits for need not be encoded.</summary>
    public bool IsAnybodyOn(string topic) => _topics.ContainsKey(topic);

    /// <summary>How many connections are on each topic that clients can name.</summary>
    public Dictionary<string, int> Counts()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (topic, receivers) in _topics)
        {
            if (!TopicNames.IsPlatformOwn(topic) && receivers.Places is > 0 and var places)
            {
                counts[topic] = places;
            }
        }

        return counts;
    }

    /// <summary>Renews the lease of every topic; one that cannot be renewed keeps no other from it.</summary>
    /// <returns>The exceptions of those that could not.</returns>
    public Task<IReadOnlyCollection<Exception>> RenewAsync(CancellationToken cancellationToken) => EachLease.RenewAsync(
        _topics,
        async topic =>
        {
            await topic.Value.StateInterestAsync();
            RetireIfEmpty(topic.Key, topic.Value);
        },
        cancellationToken);

    private void RetireIfEmpty(string topic, TopicReceivers receivers)
    {
        if (receivers.TryRetire())
        {
            _topics.TryRemove(KeyValuePair.Create(topic, receivers));
        }
    }

    private TopicReceivers NewReceivers(string topic) => new(connections => grains.GetGrain<ISubscriptionGrain>(topic).SetInterestAsync(
        new GatewayInterest { Gateway = gateway.Id, Connections = connections, Lease = options.Value.Lease }));
}
