using System.Buffers;
using System.Net.WebSockets;

namespace AndroidZen.WebHost.Connections;

/// <summary>The reader.</summary>
internal sealed partial class ClientConnection
{
    private const int ReceiveBufferBytes = 4096;

    /// <summary>
    /// The only reader; hands each text message to <paramref name="handler"/>, one after the other. Runs until the peer has closed or is gone, also after the connection
    /// has ended, because the peer's close frame comes last.
    /// </summary>
    public async Task ReceiveLoopAsync(IClientMessageHandler? handler)
    {
        try
        {
            while (true)
            {
                // Without a buffer: most connections say nothing most of the time.
                var start = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (start.MessageType == WebSocketMessageType.Binary)
                {
                    End(DisconnectReason.BinaryMessage);
                }

                if (start.MessageType == WebSocketMessageType.Close || !await ReceiveMessageAsync(start.EndOfMessage, handler))
                {
                    End(DisconnectReason.ClientClosed);
                    return;
                }
            }
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            End(IsViolation(exception) ? DisconnectReason.ProtocolViolation : DisconnectReason.ConnectionLost);
        }
    }

    /// <returns><see langword="false"/> if the peer's close frame came instead of the rest.</returns>
    private async Task<bool> ReceiveMessageAsync(bool isEmpty, IClientMessageHandler? handler)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBufferBytes);
        try
        {
            var length = 0;
            var isWhole = isEmpty;
            while (!isWhole)
            {
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }

                // The WebSocket fills what it is given: no more than is needed to know that the message is too long.
                var room = Math.Min(buffer.Length, _options.MaxMessageBytes + 1) - length;
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length, room), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return false;
                }

                length += part.Count;
                if (length > _options.MaxMessageBytes)
                {
                    End(DisconnectReason.MessageTooBig);
                }

                if (_ended.Task.IsCompleted)
                {
                    length = 0; // Only the close frame is waited for.
                }

                isWhole = part.EndOfMessage;
                if (part.Count == 0 && !isWhole)
                {
                    CountMessage(); // An empty part of a message counts as one: it adds nothing to the size.
                }
            }

            CountMessage(); // Before it is parsed.

            // A client that sends faster than it reads its answers is slowed down, not taken for a slow consumer.
            await _outbox.WhenRoomAsync();
            if (!_ended.Task.IsCompleted && handler is not null)
            {
                await handler.HandleAsync(this, buffer.AsMemory(0, length));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void CountMessage()
    {
        if (_options.MessageRate > 0 && !_messages.TryTake(_clock, _options.MessageRate, _options.MessageBurst))
        {
            End(DisconnectReason.RateLimited);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Whether the peer broke RFC 6455. The socket has sent its close frame then, and can be used no more.</summary>
    private static bool IsViolation(Exception exception) =>
        exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely };
}
