namespace AndroidZen.WebHost.Connections;

/// <summary>
/// What lies under a <see cref="System.Net.WebSockets.WebSocket"/>. That one reads, and keeps the rules of RFC 6455; data frames, encoded already, go around it. What it has to say itself, pongs and
/// close frames, goes through the connection's outbox, so that there is one writer.
/// </summary>
internal sealed class SocketTransport(Stream stream) : SequentialStream
{
    private const int OpcodeBits = 0x0F;
    private const int CloseOpcode = 0x8;

    private IControlFrames? _connection;

    /// <summary>Makes a connection the owner: before anything is read.</summary>
    public void Attach(IControlFrames connection) => _connection = connection;

    /// <summary>Writes frames. By the connection's writer alone.</summary>
    public ValueTask WriteFramesAsync(ReadOnlyMemory<byte> frames) => stream.WriteAsync(frames);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Who asks for more has heard what came before, be it a ping that nobody else sees.
        _connection?.MarkHeard();
        return stream.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>The WebSocket writes whole frames.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var connection = _connection ?? throw new InvalidOperationException("A frame was written before the connection was there.");
        return connection.SendControlAsync(Frame.FromWire(buffer.Span), isClose: (buffer.Span[0] & OpcodeBits) == CloseOpcode, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>The owner of a <see cref="SocketTransport"/>.</summary>
internal interface IControlFrames
{
    /// <summary>Something has come from the peer.</summary>
    void MarkHeard();

    /// <summary>Sends a pong behind what waits, or a close frame in place of it; behind that one nothing is sent (RFC 6455, section 5.5.1).</summary>
    ValueTask SendControlAsync(Frame frame, bool isClose, CancellationToken cancellationToken);
}
