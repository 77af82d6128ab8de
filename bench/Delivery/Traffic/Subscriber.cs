using System.Net.WebSockets;
using System.Text;
using AndroidZen.Load.Measuring;

namespace AndroidZen.Delivery.Traffic;

/// <summary>A WebSocket that reads as fast as it can, the same for every system that is measured.</summary>
internal sealed class Subscriber : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _keepAlivePeriod = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly string? _keepAlive;
    private byte[] _buffer = new byte[64 * 1024];
    private Task _listening = Task.CompletedTask;
    private Task _keepingAlive = Task.CompletedTask;

    private Subscriber(string? keepAlive)
    {
        _keepAlive = keepAlive;
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
    }

    /// <param name="server">Where to connect.</param>
    /// <param name="keepAlive">What has to be sent now and then for the server not to close.</param>
    public static async Task<Subscriber> ConnectAsync(Uri server, string? keepAlive = null)
    {
        var subscriber = new Subscriber(keepAlive);
        await subscriber._socket.ConnectAsync(server, CancellationToken.None).WaitAsync(_patience);
        return subscriber;
    }

    public async Task SendAsync(string message) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, _closing.Token);

    /// <summary>Reads up to a message that contains a text. Before <see cref="Listen"/> only.</summary>
    public async Task WhenReadAsync(string text)
    {
        using var deadline = new CancellationTokenSource(_patience);
        string message;
        do
        {
            message = Encoding.UTF8.GetString(_buffer.AsSpan(0, await ReadAsync(deadline.Token)));
        }
        while (!message.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>From now on every stamp that is read goes to <paramref name="onStamp"/>, one at a time.</summary>
    public void Listen(Action<long> onStamp)
    {
        _listening = ListenAsync(onStamp);
        _keepingAlive = KeepAliveAsync();
    }

    /// <summary>Throws what has ended the reading, if anything has.</summary>
    public void ThrowIfClosed()
    {
        if (_listening.IsFaulted)
        {
            _listening.GetAwaiter().GetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _keepingAlive.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _closing.Dispose();
    }

    private async Task ListenAsync(Action<long> onStamp)
    {
        while (true)
        {
            var length = await ReadAsync(_closing.Token);
            Stamp.ReadAll(_buffer.AsSpan(0, length), onStamp);
        }
    }

    private async Task KeepAliveAsync()
    {
        while (_keepAlive is { } message)
        {
            await Task.Delay(_keepAlivePeriod, _closing.Token);
            await SendAsync(message);
        }
    }

    /// <summary>Reads one message into the buffer.</summary>
    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException($"The server closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return length;
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }
        }
    }
}
