using System.Threading.Channels;

namespace AndroidZen.WebHost.Connections;

/// <summary>The frames that wait for one socket: bounded in count and in bytes, never waited for by those who put frames in.</summary>
internal sealed class Outbox(int maxFrames, long maxBytes)
{
    private readonly Channel<Frame?> _frames = Channel.CreateUnbounded<Frame?>(new UnboundedChannelOptions { SingleReader = true });
    private ConflatedFrames? _conflated;
    private TaskCompletionSource? _room;
    private volatile bool _isComplete;
    private int _count;
    private long _bytes;

    /// <summary>Whether no more than half of each bound is taken. Beyond it the answers to the connection's own messages, and what it has missed, wait: the other half is for publications.</summary>
    public bool HasRoom => _isComplete || (Volatile.Read(ref _count) * 2L <= maxFrames && Volatile.Read(ref _bytes) * 2 <= maxBytes);

    /// <summary>Adds a frame.</summary>
    /// <returns><see langword="false"/> if that would pass a bound; the frame is not added then. After <see cref="Complete"/> frames are dropped without a word.</returns>
    public bool TryAdd(Frame frame) => TryTakeRoom(frame) && (_frames.Writer.TryWrite(frame) || _isComplete);

    /// <summary>Adds a frame of a subscription that wants only the latest of each key: it takes the place of an earlier one that waits still.</summary>
    /// <param name="topic">The frame's topic.</param>
    /// <param name="key">What the frame is the latest of; one without a key takes no other's place.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>As <see cref="TryAdd"/>.</returns>
    public bool TryAddLatest(string topic, string? key, Frame frame)
    {
        var conflated = LazyInitializer.EnsureInitialized(ref _conflated);
        if (conflated.TryReplace(topic, key, frame, out var replaced))
        {
            return Interlocked.Add(ref _bytes, frame.Bytes.Length - replaced) <= maxBytes;
        }

        // Which frame it is, is decided when it is sent: a later one may have taken its place by then.
        return TryTakeRoom(frame) && (_frames.Writer.TryWrite(null) || _isComplete);
    }

    /// <summary>Completes when no more than half of a bound is taken, or no frames are added any more.</summary>
    public ValueTask WhenRoomAsync()
    {
        if (HasRoom)
        {
            return ValueTask.CompletedTask;
        }

        var room = LazyInitializer.EnsureInitialized(ref _room, static () => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (HasRoom)
        {
            TellRoom(); // It was made between the two looks.
        }

        return new ValueTask(room.Task);
    }

    /// <summary>No more frames: the reader gets those that wait, then the end.</summary>
    public void Complete()
    {
        _isComplete = true;
        _frames.Writer.TryComplete();
        TellRoom();
    }

    /// <summary>The frames in order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Frame> ReadAllAsync()
    {
        await foreach (var waiting in _frames.Reader.ReadAllAsync())
        {
            var frame = waiting ?? _conflated!.Take();
            Interlocked.Decrement(ref _count);
            Interlocked.Add(ref _bytes, -frame.Bytes.Length);
            if (Volatile.Read(ref _room) is not null && HasRoom)
            {
                TellRoom();
            }

            yield return frame;
        }
    }

    private bool TryTakeRoom(Frame frame) => Interlocked.Increment(ref _count) <= maxFrames && Interlocked.Add(ref _bytes, frame.Bytes.Length) <= maxBytes;

    private void TellRoom() => Interlocked.Exchange(ref _room, null)?.TrySetResult();
}
