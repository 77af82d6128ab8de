using System.Threading.Channels;

namespace AndroidZen.WebHost.Connections;

/// <summary>The frames that wait for one socket: bounded in count and in bytes, never waited for by those who put frames in.</summary>
internal sealed class Outbox(int maxFrames, long maxBytes)
{
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>(new UnboundedChannelOptions { SingleReader = true });
    private int _count;
    private long _bytes;

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

    /// <summary>No more frames: the reader gets those that wait, then the end.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>The frames in order, until <see cref="Complete"/>.</summary>
    public async IAsyncEnumerable<Frame> ReadAllAsync()
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync())
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Add(ref _bytes, -frame.Bytes.Length);
            yield return frame;
        }
    }
}
