using System.Buffers.Binary;
using System.Threading.Channels;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>What lies under a server's WebSocket, without a network: a test reads the messages that were written, and says what is received.</summary>
internal sealed class FakeTransport : SequentialStream
{
    private readonly Channel<byte[]> _sent = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> _toReceive = Channel.CreateUnbounded<byte[]>();
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _received;
    private TaskCompletionSource? _stall;

    /// <summary>The text messages that were written, in order.</summary>
    public ChannelReader<byte[]> Sent => _sent.Reader;

    /// <summary>How many writes there were.</summary>
    public int Writes { get; private set; }

    /// <summary>Makes the peer send a text message.</summary>
    public void Receive(byte[] message) => _toReceive.Writer.TryWrite(RawSocket.Frame(0x81, message));

    /// <summary>The peer reads nothing until <see cref="Resume"/>: what is written from now on is not done.</summary>
    public void Stall()
    {
        lock (_lock)
        {
            _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The peer reads again.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _stall?.TrySetResult();
            _stall = null;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_received.IsEmpty && (!await _toReceive.Reader.WaitToReadAsync(cancellationToken) || !_toReceive.Reader.TryRead(out var more) || (_received = more).IsEmpty))
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, _received.Length);
        _received[..length].CopyTo(buffer);
        _received = _received[length..];
        return length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Task stall;
        lock (_lock)
        {
            Writes++;
            stall = _stall?.Task ?? Task.CompletedTask;
        }

        for (var frames = buffer.Span; !frames.IsEmpty;)
        {
            var (header, length) = frames[1] switch
            {
                126 => (4, BinaryPrimitives.ReadUInt16BigEndian(frames[2..])),
                127 => (10, (int)BinaryPrimitives.ReadInt64BigEndian(frames[2..])),
                var few => (2, few),
            };
            if (frames[0] == 0x81)
            {
                _sent.Writer.TryWrite(frames.Slice(header, length).ToArray());
            }

            frames = frames[(header + length)..];
        }

        return new ValueTask(stall);
    }

    protected override void Dispose(bool disposing)
    {
        _toReceive.Writer.TryComplete();
        lock (_lock)
        {
            _stall?.TrySetException(new IOException("The connection was cut."));
        }

        base.Dispose(disposing);
    }
}
