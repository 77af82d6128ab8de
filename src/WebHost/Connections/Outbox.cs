using System.Threading.Channels;

namespace AndroidZen.WebHost.Connections;

/// <summary>The frames that wait for one socket: bounded in count and in bytes, never waited for by those who put frames in.</summary>
internal sealed class Outbox(int maxFrames, long maxBytes)
{
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true });
    private TaskCompletionSource? _roomForAnswers;
    private volatile bool _isComplete;
    private int _count;
    private long _bytes;

    /// <summary>Whether no more than half of each bound is taken. Beyond it the connection's own messages wait: the other half is for publications.</summary>
    private bool HasRoomForAnswers => _isComplete || (Volatile.Read(ref _count) * 2L <= maxFrames && Volatile.Read(ref _bytes) * 2 <= maxBytes);

    /// <summary>Adds a frame.</summary>
    /// <returns><see langword="false"/> if that would pass a bound; the frame is not added then. After <see cref="Complete"/> frames are dropped without a word.</returns>
    public bool TryAdd(Frame frame)
    {
        if (Interlocked.Increment(ref _count) > maxFrames || Interlocked.Add(ref _bytes, frame.Bytes.Length) > maxBytes)
        {
            return false;
        }

        _frames.Writer.TryWrite(frame);
        return true;
    }

    /// <summary>Completes when no more than half of a bound is taken, or no frames are added any more.</summary>
    public ValueTask WhenRoomForAnswersAsync()
    {
        if (HasRoomForAnswers)
        {
            return ValueTask.CompletedTask;
        }

        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _roomForAnswers, room);
        if (HasRoomForAnswers)
        {
            room.TrySetResult(); // It was made between the two looks.
        }

        return new ValueTask(room.Task);
    }

    /// <summary>No more frames: the reader gets those that wait, then the end.</summary>
    public void Complete()
    {
        _isComplete = true;
        _frames.Writer.TryComplete();
        Interlocked.Exchange(ref _roomForAnswers, null)?.TrySetResult();
    }

    /// <summary>The frames in order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Frame> ReadAllAsync()
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync())
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Add(ref _bytes, -frame.Bytes.Length);
            if (Volatile.Read(ref _roomForAnswers) is not null && HasRoomForAnswers)
            {
                Interlocked.Exchange(ref _roomForAnswers, null)?.TrySetResult();
            }

            yield return frame;
        }
    }
}
