namespace AndroidZen.WebHost.Connections;

/// <summary>
/// The frames that wait for one socket: bounded in count and in bytes, never waited for by those who put frames in. At most one writer has it at a time: whoever is told so by
/// <see cref="Add"/> takes until nothing is left.
/// </summary>
/// <param name="bounds">What may wait.</param>
internal sealed class Outbox(OutboxBounds bounds)
{
    /// <summary>The room that an empty outbox keeps, so that the next burst does not ask for memory.</summary>
    private const int MaxIdleRoom = 64;

    /// <summary>Fewer frames than these are conflated when they are taken, not before.</summary>
    private const int MinLatest = 8;

    private readonly Lock _lock = new();
    private WaitingFrame[] _ring = [];
    private int _head;
    private int _count;
    private long _bytes;
    private int _latestOnly;
    private int _conflateLatestAt = MinLatest;
    private int _conflateSlowAt;
    private int _skippedInEpisode;
    private bool _isWriting = true; // Whoever makes it, writes first: nothing goes out before the greeting.
    private State _state;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;

    private enum State : byte
    {
        Open,

        /// <summary>What waits is still sent.</summary>
        Complete,

        /// <summary>Nothing is sent any more.</summary>
        Closed,
    }

    /// <summary>Whether no more than half of the high mark is taken. Beyond it the answers to the connection's own messages, and what it has missed, wait: the rest is for publications.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return IsRoomy;
            }
        }
    }

    /// <summary>How many bytes wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    private bool IsRoomy => _state != State.Open || (_count * 2L <= bounds.HighFrames && _bytes * 2 <= bounds.HighBytes);

    private bool IsFull => _count > bounds.MaxFrames || _bytes > bounds.MaxBytes;

    private bool IsHigh => _count > bounds.HighFrames || _bytes > bounds.HighBytes;

    /// <summary>Adds a frame behind all others. After <see cref="Complete"/> it is dropped without a word.</summary>
    public OutboxAnswer Add(Frame frame, Conflation conflation = Conflation.Never)
    {
        lock (_lock)
        {
            if (_state != State.Open)
            {
                return OutboxAnswer.Added;
            }

            conflation = frame.Publication.Key is null ? Conflation.Never : conflation;
            Append(new WaitingFrame(frame, 0, conflation));
            var began = ConflateIfDue();
            if (IsFull)
            {
                return OutboxAnswer.Full;
            }

            return (TakeWriting() ? OutboxAnswer.Wake : OutboxAnswer.Added) | (began ? OutboxAnswer.SlowEpisodeBegan : 0);
        }
    }

    /// <summary>Adds a frame before all others; also after <see cref="Complete"/>.</summary>
    /// <param name="frame">The greeting, or the close frame.</param>
    /// <param name="isLast">Whether nothing may be sent behind it (RFC 6455, section 5.5.1): what waits is dropped.</param>
    /// <returns>Whether the caller has to write now.</returns>
    public bool AddFirst(Frame frame, bool isLast = false)
    {
        lock (_lock)
        {
            if (_state == State.Closed)
            {
                return false;
            }

            if (isLast)
            {
                Clear();
                _state = State.Closed;
            }

            MakeRoom();
            _head = _head == 0 ? _ring.Length - 1 : _head - 1;
            _ring[_head] = new WaitingFrame(frame, 0, Conflation.Never);
            _count++;
            _bytes += frame.Wire.Length;
            return TakeWriting();
        }
    }

    /// <summary>Takes what is to be written next.</summary>
    /// <param name="batch">Where to put it.</param>
    /// <param name="maxBytes">No more than this, unless the first alone is longer.</param>
    /// <returns>How many; 0: the caller has ceased to be the writer.</returns>
    public int Take(Span<WaitingFrame> batch, int maxBytes)
    {
        lock (_lock)
        {
            if (_latestOnly > 1)
            {
                Conflate(Conflation.Always);
            }

            var taken = 0;
            long bytes = 0;
            while (taken < batch.Length && _count > 0)
            {
                ref var next = ref _ring[_head];
                bytes += next.Frame.Wire.Length;
                if (taken > 0 && bytes > maxBytes)
                {
                    break;
                }

                batch[taken++] = next;
                Remove(ref next);
            }

            if (taken == 0)
            {
                EndWriting();
            }
            else if (_room is not null && IsRoomy)
            {
                TellRoom();
            }

            return taken;
        }
    }

    /// <summary>The slow episode that ended since this was last asked: it has caught up, or was closed.</summary>
    /// <returns>How many publications were left out in it; 0: none has ended.</returns>
    public int EndedSlowEpisode()
    {
        if (Volatile.Read(ref _skippedInEpisode) == 0)
        {
            return 0;
        }

        lock (_lock)
        {
            var skipped = IsRoomy ? _skippedInEpisode : 0;
            _skippedInEpisode -= skipped;
            return skipped;
        }
    }

    /// <summary>Gives the room back that nothing needs.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                (_ring, _head) = ([], 0);
            }
        }
    }

    /// <summary>Completes when no more than half of the high mark is taken, or no frames are added any more.</summary>
    public ValueTask WhenRoomAsync()
    {
        lock (_lock)
        {
            return IsRoomy ? ValueTask.CompletedTask : new ValueTask((_room ??= NewSignal()).Task);
        }
    }

    /// <summary>Completes when nothing waits and nobody writes.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            return _isWriting ? (_empty ??= NewSignal()).Task : Task.CompletedTask;
        }
    }

    /// <summary>No more frames are added; those that wait are still sent.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _state = _state == State.Open ? State.Complete : _state;
            TellRoom();
        }
    }

    /// <summary>Nothing is sent any more; what waits is dropped. For a writer that has failed, and a client that would not live to read it.</summary>
    /// <param name="isWriter">Whether the caller is the writer, and ceases to be it.</param>
    public void Abandon(bool isWriter)
    {
        lock (_lock)
        {
            Clear();
            _state = isWriter || _state == State.Closed ? State.Closed : State.Complete;
            TellRoom();
            if (isWriter)
            {
                EndWriting();
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TakeWriting()
    {
        if (_isWriting)
        {
            return false;
        }

        return _isWriting = true;
    }

    private void EndWriting()
    {
        _isWriting = false;
        (_conflateLatestAt, _conflateSlowAt) = (MinLatest, 0);
        if (_ring.Length > MaxIdleRoom)
        {
            (_ring, _head) = ([], 0);
        }

        _empty?.TrySetResult();
        _empty = null;
    }

    private void Append(WaitingFrame frame)
    {
        MakeRoom();
        _ring[(_head + _count) & (_ring.Length - 1)] = frame;
        _count++;
        _bytes += frame.Frame.Wire.Length;
        _latestOnly += frame.Conflation == Conflation.Always ? 1 : 0;
    }

    private void Remove(ref WaitingFrame first)
    {
        _bytes -= first.Frame.Wire.Length;
        _latestOnly -= first.Conflation == Conflation.Always ? 1 : 0;
        first = default;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
    }

    /// <summary>The ring's length is a power of two.</summary>
    private void MakeRoom()
    {
        if (_count < _ring.Length)
        {
            return;
        }

        var larger = new WaitingFrame[Math.Max(4, _ring.Length * 2)];
        for (var index = 0; index < _count; index++)
        {
            larger[index] = _ring[(_head + index) & (_ring.Length - 1)];
        }

        (_ring, _head) = (larger, 0);
    }

    private void Clear() => (_ring, _head, _count, _bytes, _latestOnly) = ([], 0, 0, 0, 0);

    private void TellRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }

    /// <summary>Conflating looks at all that waits, so it is done again only when twice as much waits as it left; past the bound that does not matter any more.</summary>
    /// <returns>Whether publications have been left out for the first time in this slow episode.</returns>
    private bool ConflateIfDue()
    {
        if (IsHigh && (IsFull || _count >= _conflateSlowAt))
        {
            var isFirst = _skippedInEpisode == 0;
            _skippedInEpisode += Conflate(Conflation.WhenSlow);
            _conflateSlowAt = _count * 2;
            return isFirst && _skippedInEpisode > 0;
        }

        if (_latestOnly > 1 && (IsFull || _count >= _conflateLatestAt))
        {
            Conflate(Conflation.Always);
            _conflateLatestAt = Math.Max(MinLatest, _count * 2);
        }

        return false;
    }

    private int Conflate(Conflation least)
    {
        var left = FrameConflation.Run(_ring, _head, _count, least, out var freedBytes);
        var gone = _count - left;
        _count = left;
        _bytes -= freedBytes;
        _latestOnly = 0;
        for (var index = 0; index < _count; index++)
        {
            _latestOnly += _ring[(_head + index) & (_ring.Length - 1)].Conflation == Conflation.Always ? 1 : 0;
        }

        return gone;
    }
}

/// <summary>What has become of a frame that was added.</summary>
[Flags]
internal enum OutboxAnswer : byte
{
    /// <summary>It waits, and somebody is writing.</summary>
    Added = 0,

    /// <summary>It waits, and the caller has to write, or to see to it that it is done.</summary>
    Wake = 1,

    /// <summary>Publications have been left out for the first time in this slow episode.</summary>
    SlowEpisodeBegan = 2,

    /// <summary>More waits than may wait.</summary>
    Full = 4,
}

/// <summary>A frame that waits.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Skipped">How many publications of its topic directly before it have been left out.</param>
/// <param name="Conflation">When it may be left out itself.</param>
internal readonly record struct WaitingFrame(Frame Frame, int Skipped, Conflation Conflation);
