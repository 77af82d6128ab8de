using System.Collections.Concurrent;
using AndroidZen.Streaming.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Serialization;
using Orleans.Streams;

namespace AndroidZen.Streaming;

/// <summary>
/// Puts the queue grains behind Orleans' persistent streams: events are serialized here, once; queues are chosen by Orleans' own hash ring, and what a silo has read waits for its
/// consumers in Orleans' own cache.
/// </summary>
internal sealed class LowLatencyAdapterFactory(
    string name,
    IGrainFactory grains,
    Serializer serializer,
    IOptionsMonitor<LowLatencyStreamOptions> options,
    IOptionsMonitor<HashRingStreamQueueMapperOptions> queues,
    StreamMetrics metrics,
    ILoggerFactory loggers)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache
{
    private readonly HashRingBasedStreamQueueMapper _mapper = new(queues.Get(name), name);
    private readonly ConcurrentDictionary<QueueId, IStreamQueueGrain> _queueGrains = new();
    private readonly NoOpStreamDeliveryFailureHandler _failures = new();

    public string Name => name;

    /// <summary>Consumers cannot ask for the past: what they have missed, the topics' own history has.</summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        QueueOf(_mapper.GetQueueForStream(streamId)).EnqueueAsync(streamId, serializer.SerializeToArray(events as T[] ?? [.. events]));

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) =>
        new StreamQueueReceiver(QueueOf(queueId), options.Get(name), metrics, loggers.CreateLogger<StreamQueueReceiver>());

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IQueueCache CreateQueueCache(QueueId queueId) => new SimpleQueueCache(options.Get(name).CacheSize, loggers.CreateLogger<SimpleQueueCache>());

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(_failures);

    /// <summary>Kept, because <c>GetGrain</c> looks the interface up by reflection each time.</summary>
    private IStreamQueueGrain QueueOf(QueueId queueId) => _queueGrains.GetOrAdd(queueId, id => grains.GetGrain<IStreamQueueGrain>(StreamQueueKey.Of(name, id)));
}
