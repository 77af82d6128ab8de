using System.Net.WebSockets;

namespace AndroidZen.BareSockets;

/// <summary>The sockets of a topic. One publication after the other, and one socket after the other.</summary>
internal sealed class Topic : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<WebSocket> _sockets = [];

    /// <summary>Answers the subscriber in its turn: the answer and a publication must not meet in the socket.</summary>
    public async Task AddAsync(WebSocket socket, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(answer, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            _sockets.Add(socket);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task RemoveAsync(WebSocket socket)
    {
        await _turn.WaitAsync();
        _sockets.Remove(socket);
        _turn.Release();
    }

    public async Task PublishAsync(ReadOnlyMemory<byte> message)
    {
        await _turn.WaitAsync();
        foreach (var socket in _sockets)
        {
            try
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Its receive loop takes it off the list.
            }
        }

        _turn.Release();
    }

    public void Dispose() => _turn.Dispose();
}
