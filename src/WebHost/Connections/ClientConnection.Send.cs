using System.Net.WebSockets;

namespace AndroidZen.WebHost.Connections;

/// <summary>The writer.</summary>
internal sealed partial class ClientConnection
{
    /// <summary>The only writer of data frames; runs until the connection has ended and its outbox is empty.</summary>
    /// <param name="first">Sent before everything that has been queued meanwhile.</param>
    public async Task SendLoopAsync(Frame first)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
        try
        {
            await SendAsync(first, deadline);
            await foreach (var frame in _outbox.ReadAllAsync())
            {
                if (_ended.Task is { IsCompletedSuccessfully: true, Result: var reason } && reason == DisconnectReason.SlowConsumer)
                {
                    break; // Whoever reads too slowly for what waits would not live to read the close frame behind it.
                }

                await SendAsync(frame, deadline);
            }
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            // Only a peer that does not read is cut off. After a violation of the peer's this fails too, and a reset would destroy the close frame that says so.
            if (deadline.IsCancellationRequested)
            {
                _socket.Abort();
            }

            End(DisconnectReason.ConnectionLost);
        }
    }

    /// <summary>Sends the close frame, waits for the peer's, and cuts the transport if none comes.</summary>
    public async Task CloseAsync(DisconnectReason reason, Task sending, Task receiving)
    {
        using var deadline = new CancellationTokenSource(_options.CloseTimeout, _clock);
        try
        {
            await sending.WaitAsync(deadline.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                var (code, description) = _socket.State == WebSocketState.CloseReceived
                    ? (_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, "")
                    : ((WebSocketCloseStatus)reason.CloseCode, reason.Description);
                await _socket.CloseOutputAsync(code, description, deadline.Token);
            }

            await receiving.WaitAsync(deadline.Token);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            // Nobody is there to hear it. Not otherwise: this resets the connection, and a close frame that is still on its way would be lost with it.
            _socket.Abort();
        }

        await Task.WhenAll(sending, receiving);
    }

    private async Task SendAsync(Frame frame, CancellationTokenSource deadline)
    {
        // A peer that stops reading must not hold this loop for ever.
        deadline.CancelAfter(_options.SendTimeout);
        await _socket.SendAsync(frame.Bytes, WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
        deadline.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private static bool IsTransportFailure(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
