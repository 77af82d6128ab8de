using Orleans.Providers.Streams.Common;
using Orleans.Serialization;
using Orleans.Streams;

namespace AndroidZen.Streaming.Queues;

/// <summary>One write of a producer: its events, serialized once by the producer and read once by the consumer, whatever number of processes lies between.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.event-batch"), SerializationCallbacks(typeof(OnDeserializedCallbacks))]
internal sealed class EventBatch : IBatchContainer, IOnDeserialized
{
    [Id(0)] private readonly StreamId _streamId;
    [Id(1)] private readonly long _sequenceNumber;
    [Id(2)] private readonly byte[] _events;
    [NonSerialized] private Serializer _serializer;
    [NonSerialized] private readonly long _addedAt;

    public EventBatch(StreamId streamId, long sequenceNumber, byte[] events, Serializer serializer, long addedAt = 0) =>
        (_streamId, _sequenceNumber, _events, _serializer, _addedAt) = (streamId, sequenceNumber, events, serializer, addedAt);

    public StreamId StreamId => _streamId;

    /// <summary>The write's number in its queue.</summary>
    public long SequenceNumber => _sequenceNumber;

    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(_sequenceNumber);

    /// <summary>When it was added to its queue (<see cref="TimeProvider.GetTimestamp"/>); known to the queue alone.</summary>
    public long AddedAt => _addedAt;

    /// <summary>How much the events have, in bytes.</summary>
    public int Size => _events.Length;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        (_serializer.Deserialize<T[]>(_events) ?? []).Select((item, index) => Tuple.Create<T, StreamSequenceToken>(item, new EventSequenceTokenV2(_sequenceNumber, index)));

    /// <summary>A producer's request context ends with its write: consumers do not run in its place.</summary>
    public bool ImportRequestContext() => false;

    void IOnDeserialized.OnDeserialized(DeserializationContext context) => _serializer = (Serializer)context.ServiceProvider.GetService(typeof(Serializer))!;
}
