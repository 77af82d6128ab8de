using Orleans.Concurrency;

namespace AndroidZen.Streaming.Queues;

/// <summary>One queue of a stream provider, in memory. Key: the provider's name and the queue's number. Producers write to it, and one silo at a time reads.</summary>
[Alias("androidzen.stream-queue"), GrainInterfaceType("androidzen.stream-queue")]
internal interface IStreamQueueGrain : IGrainWithStringKey
{
    /// <summary>Adds a write behind all others.</summary>
    /// <exception cref="StreamQueueFullException">Consumers are behind, and the queue's bound is reached. Nothing was added.</exception>
    [Alias("enqueue"), AlwaysInterleave]
    Task EnqueueAsync(StreamId streamId, byte[] events, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes what consumers have, and gives what comes behind that which the reader has; waits, if there is nothing, for as long as the reader says. Nothing is lost by an answer that
    /// does not arrive, nor by a reader that goes: the next one is given all that has not been delivered.
    /// </summary>
    [Alias("read"), AlwaysInterleave]
    Task<QueueRead> ReadAsync(QueueReadRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What a reader has, and what it wants.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.queue-read-request")]
internal sealed record QueueReadRequest
{
    /// <summary>Which life of the queue the reader has got something of; 0 for a reader that is new.</summary>
    [Id(0)] public required long Life { get; init; }

    /// <summary>The number of the last write that the reader has got: it wants what comes after it.</summary>
    [Id(1)] public required long Received { get; init; }

    [Id(2)] public required int MaxBatches { get; init; }

    [Id(3)] public required int MaxBytes { get; init; }

    [Id(4)] public required TimeSpan MaxWait { get; init; }

    /// <summary>The number of the last write that consumers have: the queue need not keep it for another reader.</summary>
    [Id(5)] public required long Delivered { get; init; }
}

/// <summary>What a reader gets, oldest first; empty after <see cref="QueueReadRequest.MaxWait"/>.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.queue-read")]
internal sealed record QueueRead
{
    /// <summary>Which life of the queue this is.</summary>
    [Id(0)] public required long Life { get; init; }

    [Id(1)] public required IReadOnlyList<EventBatch> Batches { get; init; }
}
