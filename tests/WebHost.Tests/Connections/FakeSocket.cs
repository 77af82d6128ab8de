using System.Net.WebSockets;
using System.Threading.Channels;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>A server's socket without a network: a test reads what was sent, and says what is received.</summary>
internal sealed class FakeSocket : WebSocket
{
    private readonly Channel<byte[]> _sent = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> _toReceive = Channel.CreateUnbounded<byte[]>();
    private WebSocketState _state = WebSocketState.Open;

    /// <summary>The messages that were sent, in order.</summary>
    public ChannelReader<byte[]> Sent => _sent.Reader;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>Makes the peer send a message.</summary>
    public void Receive(byte[] message) => _toReceive.Writer.TryWrite(message);

    public override void Abort()
    {
        _state = WebSocketState.Aborted;
        _toReceive.Writer.TryComplete();
    }

    public override void Dispose() => Abort();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!await _toReceive.Reader.WaitToReadAsync(cancellationToken) || !_toReceive.Reader.TryRead(out var message))
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        message.CopyTo(buffer);
        return new ValueWebSocketReceiveResult(message.Length, WebSocketMessageType.Text, endOfMessage: true);
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _sent.Writer.TryWrite(buffer.ToArray());
        return ValueTask.CompletedTask;
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
