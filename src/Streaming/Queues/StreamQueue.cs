namespace AndroidZen.Streaming.Queues;

/// <summary>The writes that wait in one queue: numbered, bounded in bytes, and kept until they have been delivered.</summary>
/// <param name="firstNumber">The number of the first write, and what tells this life of the queue from others: never that of an earlier one.</param>
/// <param name="maxBytes">Beyond it nothing is added, unless the queue is empty.</param>
internal sealed class StreamQueue(long firstNumber, int maxBytes)
{
    private readonly Queue<EventBatch> _batches = new();
    private long _added;
    private long _bytes;

    /// <summary>Which life of the queue: its first write's number.</summary>
    public long Life { get; } = firstNumber;

    /// <summary>How many bytes wait. May be asked from anywhere.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many writes wait. May be asked from anywhere.</summary>
    public int Count => _batches.Count;

    /// <summary>Adds a write, made with its number.</summary>
    /// <returns><see langword="false"/> if the queue is full.</returns>
    public bool TryAdd(int size, Func<long, EventBatch> make)
    {
        if (_bytes > 0 && _bytes + size > maxBytes)
        {
            return false;
        }

        _batches.Enqueue(make(Life + _added++));
        _bytes += size;
        return true;
    }

    /// <summary>Removes the writes up to and with this number.</summary>
    public void Acknowledge(long delivered)
    {
        while (_batches.TryPeek(out var batch) && batch.SequenceNumber <= delivered)
        {
            _batches.Dequeue();
            _bytes -= batch.Size;
        }
    }

    /// <summary>The oldest writes after this number, as many as both bounds allow, but at least one if there is any. They stay until they are acknowledged.</summary>
    public IReadOnlyList<EventBatch> Peek(long received, int maxBatches, int maxBytesOfRead)
    {
        var read = new List<EventBatch>();
        var bytes = 0L;
        foreach (var batch in _batches.SkipWhile(batch => batch.SequenceNumber <= received))
        {
            bytes += batch.Size;
            if (read.Count > 0 && (read.Count >= maxBatches || bytes > maxBytesOfRead))
            {
                break;
            }

            read.Add(batch);
        }

        return read;
    }
}
