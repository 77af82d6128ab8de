using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AndroidZen.Streaming.Queues;

/// <summary>What operators learn of the stream queues that this silo holds, and of those that it reads (docs/operations.md, "Metrics").</summary>
internal sealed class StreamMetrics : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AndroidZen.Streaming";

    private readonly ConcurrentDictionary<StreamQueue, byte> _queues = new();
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _readFailures;

    public StreamMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _wait = meter.CreateHistogram(
            "androidzen.streaming.queue.wait",
            "s",
            "How long a write waited in its queue for its reader.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] });
        _refusals = meter.CreateCounter<long>("androidzen.streaming.queue.refusals", "{write}", "Writes that a full queue did not take.");
        _readFailures = meter.CreateCounter<long>("androidzen.streaming.read.failures", "{read}", "Reads of a queue that failed, and were tried again.");
        meter.CreateObservableGauge("androidzen.streaming.queue.bytes", () => _queues.Keys.Sum(queue => queue.Bytes), "By", "What the queues hold: what waits, and what has been read and not acknowledged yet.");
        meter.CreateObservableGauge("androidzen.streaming.queue.writes", () => _queues.Keys.Sum(queue => queue.Count), "{write}", "How many writes the queues hold.");
    }

    /// <summary>Zeros, at the silo's start: what is first seen at 1 has not risen, and no alert would know of the first time.</summary>
    public void Participate(ISiloLifecycle lifecycle)
    {
        _refusals.Add(0);
        _readFailures.Add(0);
    }

    /// <summary>What the queue holds is told from now on.</summary>
    public void Watch(StreamQueue queue) => _queues.TryAdd(queue, default);

    /// <summary>The queue is not here any more.</summary>
    public void Forget(StreamQueue queue) => _queues.TryRemove(queue, out _);

    /// <summary>Writes are given to a reader.</summary>
    public void Read(IReadOnlyList<EventBatch> batches)
    {
        for (var n = 0; n < batches.Count; n++)
        {
            _wait.Record(TimeProvider.System.GetElapsedTime(batches[n].AddedAt).TotalSeconds);
        }
    }

    /// <summary>A queue was full.</summary>
    public void Refused() => _refusals.Add(1);

    /// <summary>A read has failed.</summary>
    public void ReadFailed() => _readFailures.Add(1);
}
