using System.Collections.Concurrent;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Presence;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>Which connections of this gateway are on which topic, and the cluster's knowledge of it.</summary>
internal sealed partial class GatewaySubscriptions(
    IGrainFactory grains, GatewayIdentity gateway, GatewayPresence presence, TopicPolicies policies, SubscriptionMonitor monitor, TimeProvider clock, IOptions<WebGatewayOptions> options, ILogger<GatewaySubscriptions> logger)
    : IDisposable
{
    /// <summary>How many topics one call tells the cluster of.</summary>
    private const int MaxBatch = 100;

    /// <summary>How many such calls run at the same time.</summary>
    private const int MaxBatches = 4;

    private readonly ConcurrentDictionary<string, TopicReceivers> _topics = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reads = new(options.Value.MaxConcurrentReads);
    private long _version;

    /// <summary>How many topics there are, the platform's own and those included that nobody is on any more and the cluster has not been told of.</summary>
    public int TopicCount => _topics.Count;

    private IGrainFactory Grains => grains;

    private SubscriptionMonitor Monitor => monitor;

    /// <summary>Subscribes; when this returns, the connection is counted in the whole cluster and misses nothing from the acknowledged position on.</summary>
    /// <param name="topic">Any topic, the platform's own included.</param>
    /// <param name="connection">If it is on the topic already, its subscription begins anew.</param>
    /// <param name="request">What the client wants of the past, and how.</param>
    /// <param name="acknowledge">Queues the acknowledgement; later publications come behind it.</param>
    public async Task SubscribeAsync(string topic, ClientConnection connection, SubscriptionRequest request, Action<SubscriptionAnswer> acknowledge)
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
            if (receivers.HasPresence)
            {
                await presence.AddAsync(topic, connection);
            }

            await receivers.ActivateAsync(connection, request, request.Since is null ? acknowledge : answer =>
            {
                monitor.Recovered(answer.Recovered ?? true);
                acknowledge(answer);
            });
        }
        catch
        {
            if (request.Since is not null)
            {
                monitor.Recovered(isWhole: null);
            }

            receivers.Release(connection);
            presence.Forget(topic, connection);
            throw;
        }
    }

    /// <summary>Unsubscribes, if the connection is on the topic; nothing is queued for the connection from now on, and when this returns, it is not counted any more.</summary>
    public async Task UnsubscribeAsync(string topic, ClientConnection connection)
    {
        if (!_topics.TryGetValue(topic, out var receivers))
        {
            return;
        }

        receivers.Release(connection);
        var stating = receivers.StateInterestAsync();
        await (receivers.HasPresence ? Task.WhenAll(stating, presence.RemoveAsync(topic, connection)) : stating);
        RetireIfEmpty(topic, receivers);
    }

    /// <summary>Hands a publication of the stream to the connections on its topic.</summary>
    /// <returns>What became of it, and how many there were.</returns>
    public (LedgerVerdict Verdict, int Receivers) Deliver(Publication publication, FanOut? fanOut = null, FrameTrace? trace = null) =>
        _topics.TryGetValue(publication.Topic, out var receivers) ? receivers.Deliver(publication, fanOut, trace) : (LedgerVerdict.Duplicate, 0);

    /// <summary>How far the topic has been delivered here.</summary>
    public TopicPosition PositionOf(string topic) => _topics.TryGetValue(topic, out var receivers) ? receivers.Position : default;

    /// <summary>The connections that are on the topic.</summary>
    public IReadOnlyList<ClientConnection> ConnectionsOn(string topic) => _topics.TryGetValue(topic, out var receivers) ? receivers.Members : [];

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

    /// <summary>
    /// Renews the lease of every topic, in batches, and learns with that where each stands: what the stream has lost is read. A topic that cannot be renewed keeps no other from it.
    /// </summary>
    /// <returns>The exceptions of those that could not.</returns>
    public async Task<IReadOnlyCollection<Exception>> RenewAsync(RenewalPace pace, CancellationToken cancellationToken)
    {
        var unusedSince = clock.GetUtcNow() - options.Value.ReplayRetention;
        var failures = new ConcurrentBag<Exception>();
        var failed = await EachLease.RenewAsync(
            _topics.Chunk(MaxBatch),
            async topics =>
            {
                foreach (var failure in await RenewAsync(topics.ToDictionary(StringComparer.Ordinal)))
                {
                    failures.Add(new InvalidOperationException($"The interest in {failure.Key} was not renewed: {failure.Value}"));
                }
            },
            pace,
            cancellationToken,
            MaxBatches);
        foreach (var receivers in _topics.Values)
        {
            receivers.ForgetReplay(unusedSince);
        }

        return [.. failed, .. failures];
    }

    public void Dispose() => _reads.Dispose();

    private async Task<IReadOnlyDictionary<string, string>> RenewAsync(Dictionary<string, TopicReceivers> topics)
    {
        var batch = new InterestBatch
        {
            Gateway = gateway.Id,
            Lease = options.Value.Lease,
            Topics = [.. topics.Values.Select(receivers => receivers.TakeStatement()).OfType<TopicInterest>()],
        };
        var answer = await grains.GetGrain<IInterestGrain>(0).StateAsync(batch);
        foreach (var (topic, position) in answer.Moved)
        {
            topics[topic].Compare(position);
        }

        foreach (var statement in batch.Topics.Where(statement => statement.Connections == 0 && !answer.Failed.ContainsKey(statement.Topic)))
        {
            RetireIfEmpty(statement.Topic, topics[statement.Topic]);
        }

        return answer.Failed;
    }

    private void RetireIfEmpty(string topic, TopicReceivers receivers)
    {
        if (receivers.TryRetire())
        {
            _topics.TryRemove(KeyValuePair.Create(topic, receivers));
        }
    }

    private TopicReceivers NewReceivers(string topic) => new(topic, new Sequencer(this, topic), policies.For(topic), clock);

    private GatewayInterest Interest(TopicInterest interest) =>
        new() { Gateway = gateway.Id, Connections = interest.Connections, Lease = options.Value.Lease, Version = interest.Version };

    [LoggerMessage(EventIds.RepairFailed, LogLevel.Warning, "What is missing of topic {Topic} could not be read; trying again")]
    private partial void LogRepairFailed(Exception exception, string topic);

    [LoggerMessage(EventIds.TopicRestarted, LogLevel.Information, "Topic {Topic} goes on in epoch {Epoch} after offset {Offset}; publications of it that are gone: {Lost}")]
    private partial void LogRestarted(string topic, string epoch, long offset, long lost);

    /// <summary>The topic's grain.</summary>
    private sealed class Sequencer(GatewaySubscriptions owner, string topic) : ITopicSequencer
    {
        private ISubscriptionGrain Grain => owner.Grains.GetTopic(topic);

        public bool HasOwner { get; } = TopicOwners.IsOwned(topic);

        public long NextVersion() => Interlocked.Increment(ref owner._version);

        public Task<TopicPosition> StateInterestAsync(TopicInterest interest) => Grain.SetInterestAsync(owner.Interest(interest));

        public async Task<TopicRead> ReadAsync(TopicReadRequest request)
        {
            // After a silo's death all its topics are read: not at once.
            await owner._reads.WaitAsync();
            try
            {
                return request.WithSnapshot && owner.Grains.GetTopicOwner(topic) is { } state ? await state.ReadTopicAsync(topic, request) : await Grain.ReadAsync(request);
            }
            finally
            {
                owner._reads.Release();
            }
        }

        public void RepairBegan() => owner.Monitor.RepairBegan();

        public void RepairFailed(Exception exception)
        {
            owner.Monitor.RepairFailed();
            owner.LogRepairFailed(exception, topic);
        }

        public void Restarted(TopicPosition position, long lost)
        {
            owner.Monitor.Restarted(lost);
            owner.LogRestarted(topic, position.Epoch, position.Offset, lost);
        }
    }
}
