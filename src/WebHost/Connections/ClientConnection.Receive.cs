using System.Buffers;
using System.Net.WebSockets;

namespace AndroidZen.WebHost.Connections;

/// <summary>The reader.</summary>
internal sealed partial class ClientConnection
{
    private const int ReceiveBufferBytes = 4096;

    /// <summary>
    /// The only reader; hands each text message to <paramref name="handle"/>, one after the other. Runs until the peer has closed or is gone, also after the connection
    /// has ended, because the peer's close frame comes last.
    /// </summary>
    public async Task ReceiveLoopAsync(Func<ReadOnlyMemory<byte>, Task> handle)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBufferBytes);
        try
        {
            await ReceiveMessagesAsync(buffer, handle);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            End(IsViolation(exception) ? DisconnectReason.ProtocolViolation : DisconnectReason.ConnectionLost);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ReceiveMessagesAsync(byte[] buffer, Func<ReadOnlyMemory<byte>, Task> handle)
    {
        ArrayBufferWriter<byte>? message = null;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(0, ReceiveBufferBytes), CancellationToken.None);
            Volatile.Write(ref _lastHeardTicks, _clock.GetUtcNow().UtcTicks);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                End(DisconnectReason.ClientClosed);
                return;
            }

            if (_ended.Task.IsCompleted)
            {
                continue;
            }

            if (part.MessageType == WebSocketMessageType.Binary)
            {
                End(DisconnectReason.BinaryMessage);
                continue;
            }

            if ((message?.WrittenCount ?? 0) + part.Count > _options.MaxMessageBytes)
            {
                End(DisconnectReason.MessageTooBig);
                continue;
            }

            // Before it is parsed. An empty part of a message counts as one: it adds nothing to the size.
            if ((part.EndOfMessage || part.Count == 0) && _options.MessageRate > 0 && !_messages.TryTake(_clock, _options.MessageRate, _options.MessageBurst))
            {
                End(DisconnectReason.RateLimited);
                continue;
            }

            if (part.EndOfMessage)
            {
                // A client that sends faster than it reads its answers is slowed down, not taken for a slow consumer.
                await _outbox.WhenRoomAsync();
                if (_ended.Task.IsCompleted)
                {
                    continue;
                }
            }

            if (part.EndOfMessage && message is null)
            {
                await handle(buffer.AsMemory(0, part.Count));
                continue;
            }

            message ??= new ArrayBufferWriter<byte>(2 * ReceiveBufferBytes);
            message.Write(buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage)
            {
                await handle(message.WrittenMemory);
                message = null;
            }
        }
    }

    /// <summary>Whether the peer broke RFC 6455. The socket has sent its close frame then, and can be used no more.</summary>
    private static bool IsViolation(Exception exception) =>
        exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely };
}
