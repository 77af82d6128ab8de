using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Serialization;

namespace AndroidZen.Streaming.Queues;

/// <inheritdoc cref="IStreamQueueGrain"/>
/// <remarks>On the silo that reads it, if that one asks first: an event then crosses the network once less.</remarks>
[GrainType("stream-queue"), PreferLocalPlacement]
internal sealed class StreamQueueGrain(Serializer serializer, IOptionsMonitor<LowLatencyStreamOptions> options, StreamMetrics metrics) : Grain, IStreamQueueGrain
{
    private StreamQueue? _queue;
    private TaskCompletionSource? _waiting;

    // The real time, whatever clock the grains are on: no two lives may begin at the same number.
    private StreamQueue Queue => _queue ??= NewQueue();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_queue is not null)
        {
            metrics.Forget(_queue);
        }

        return Task.CompletedTask;
    }

    public Task EnqueueAsync(StreamId streamId, byte[] events, CancellationToken cancellationToken)
    {
        if (!Queue.TryAdd(events.Length, number => new EventBatch(streamId, number, events, serializer, TimeProvider.System.GetTimestamp())))
        {
            metrics.Refused();
            throw new StreamQueueFullException($"Queue {this.GetPrimaryKeyString()} holds {Queue.Bytes} bytes: its consumers are behind.");
        }

        Wake();
        return Task.CompletedTask;
    }

    public async Task<QueueRead> ReadAsync(QueueReadRequest request, CancellationToken cancellationToken)
    {
        Wake(); // Of two readers the newer counts: the older is one that has gone.
        var isOfThisLife = request.Life == Queue.Life; // The numbers of another say nothing of this one's.
        var received = isOfThisLife ? request.Received : 0;
        Queue.Acknowledge(isOfThisLife ? request.Delivered : 0);
        var batches = Queue.Peek(received, request.MaxBatches, request.MaxBytes);
        if (batches.Count == 0)
        {
            var waiting = _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await waiting.Task.WaitAsync(request.MaxWait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            batches = _waiting is { } newer && newer != waiting
                ? [] // Another reader has come meanwhile, and waits.
                : Queue.Peek(received, request.MaxBatches, request.MaxBytes);
        }

        metrics.Read(batches);
        return new QueueRead { Life = Queue.Life, Batches = batches };
    }

    private StreamQueue NewQueue()
    {
        var queue = new StreamQueue(TimeProvider.System.GetUtcNow().UtcTicks, options.Get(StreamQueueKey.ProviderOf(this.GetPrimaryKeyString())).MaxQueuedBytes);
        metrics.Watch(queue);
        return queue;
    }

    private void Wake()
    {
        var waiting = _waiting;
        _waiting = null;
        waiting?.TrySetResult();
    }
}
