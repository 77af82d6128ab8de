using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace AndroidZen.TestKit;

/// <summary>A WebSocket client that speaks the documented protocol and nothing else. Reads all the time; what it has read waits in order.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<JsonElement> _received = Channel.CreateUnbounded<JsonElement>();
    private readonly ClientWebSocket _socket = new();
    private Task _reading = Task.CompletedTask;

    private SocketClient()
    {
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
    }

    /// <summary>The greeting's <c>data</c>.</summary>
    public JsonElement Greeting { get; private set; }

    /// <summary>The server's close code, once it has closed.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    /// <summary>Connects and reads the greeting.</summary>
    public static async Task<SocketClient> ConnectAsync(Uri server, string? clientId = null, string? token = null, string? since = null)
    {
        var client = await OpenAsync(server, clientId, token, since);
        client.Greeting = (await client.NextAsync("device_connected")).GetProperty("data");
        return client;
    }

    /// <summary>Connects and reads nothing.</summary>
    public static async Task<SocketClient> OpenAsync(Uri server, string? clientId = null, string? token = null, string? since = null)
    {
        var parameters = new[] { ("client_id", clientId), ("token", token), ("since", since) }.Where(parameter => parameter.Item2 is not null);
        var uri = new UriBuilder(server)
        {
            Scheme = "ws",
            Path = "/ws",
            Query = string.Join('&', parameters.Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2!)}")),
        }.Uri;
        var client = new SocketClient();
        await client._socket.ConnectAsync(uri, CancellationToken.None).WaitAsync(Patience);
        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Subscribes and waits for the acknowledgement.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="since">What the client has: <c>{epoch, offset}</c>.</param>
    /// <param name="snapshot">Whether it wants the snapshot.</param>
    /// <param name="mode"><c>every</c> or <c>latest</c>.</param>
    /// <returns>The acknowledgement's <c>data</c>.</returns>
    public async Task<JsonElement> SubscribeAsync(string topic, (string Epoch, long Offset)? since = null, bool? snapshot = null, string? mode = null)
    {
        var data = new Dictionary<string, object> { ["topic"] = topic };
        if (since is { } position)
        {
            data["since"] = new { epoch = position.Epoch, offset = position.Offset };
        }

        if (snapshot is { } wanted)
        {
            data["snapshot"] = wanted;
        }

        if (mode is not null)
        {
            data["mode"] = mode;
        }

        await SendAsync(new { type = "subscription", data });
        return (await NextAsync(frame => IsAbout(frame, "subscription", topic), $"the acknowledgement of {topic}")).GetProperty("data");
    }

    /// <summary>Unsubscribes and waits for the acknowledgement.</summary>
    public async Task UnsubscribeAsync(string topic)
    {
        await SendAsync(new { type = "unsubscription", data = new { topic } });
        await NextAsync(frame => IsAbout(frame, "unsubscription", topic), $"the acknowledgement of leaving {topic}");
    }

    public Task SendAsync(object message) => SendTextAsync(JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) => SendRawAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type) =>
        await _socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);

    /// <summary>The next frame, whatever it is; but for a heartbeat that the server sends by itself, which may come at any time.</summary>
    public Task<JsonElement> NextAsync() => NextAsync(static frame => !IsServersHeartbeat(frame), "a frame");

    /// <summary>The next frame of a type; others before it are passed over.</summary>
    public Task<JsonElement> NextAsync(string type) => NextAsync(frame => TypeOf(frame) == type, $"a frame of type {type}");

    /// <summary>The next frame that <paramref name="isIt"/>; others before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(Func<JsonElement, bool> isIt, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var passed = new List<string>();
        try
        {
            while (true)
            {
                var frame = await _received.Reader.ReadAsync(deadline.Token);
                if (isIt(frame))
                {
                    return frame;
                }

                passed.Add(frame.GetRawText());
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"No {what} came (close code {CloseCode}); before it: {string.Join("\n", passed)}", exception);
        }
    }

    /// <summary>What has been read and not asked for yet, until the connection has ended; for those who wait in their own way.</summary>
    public ChannelReader<JsonElement> Frames => _received.Reader;

    /// <summary>What has been read and not asked for yet; unless asked for, without heartbeats that the server sends by itself.</summary>
    public IReadOnlyList<JsonElement> Waiting(bool withHeartbeats = false)
    {
        var frames = new List<JsonElement>();
        while (_received.Reader.TryRead(out var frame))
        {
            if (withHeartbeats || !IsServersHeartbeat(frame))
            {
                frames.Add(frame);
            }
        }

        return frames;
    }

    /// <summary>Proves that everything the server queued before now has been read, without waiting by the clock: a heartbeat is answered behind it.</summary>
    /// <returns>The frames that came before the answer; unless asked for, without heartbeats that the server sends by itself.</returns>
    public async Task<IReadOnlyList<JsonElement>> DrainAsync(bool withHeartbeats = false)
    {
        var id = Guid.NewGuid().ToString("N");
        await SendAsync(new { type = "heartbeat", id, data = new { } });
        var frames = new List<JsonElement>();
        await NextAsync(
            frame =>
            {
                var isAnswer = frame.TryGetProperty("id", out var answered) && answered.GetString() == id;
                if (!isAnswer && (withHeartbeats || !IsServersHeartbeat(frame)))
                {
                    frames.Add(frame);
                }

                return isAnswer;
            },
            "the answer to a heartbeat");
        return frames;
    }

    /// <summary>Waits until the server closes.</summary>
    /// <returns>The close code.</returns>
    public async Task<int?> WhenClosedAsync()
    {
        await _reading.WaitAsync(Patience);
        return CloseCode;
    }

    /// <summary>Closes in good order; returns when the server has answered.</summary>
    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        await _reading.WaitAsync(Patience);
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private static string? TypeOf(JsonElement frame) => frame.GetProperty("type").GetString();

    private static bool IsServersHeartbeat(JsonElement frame) => TypeOf(frame) == "heartbeat" && frame.GetProperty("data").TryGetProperty("source", out _);

    private static bool IsAbout(JsonElement frame, string type, string topic) =>
        TypeOf(frame) == type && frame.GetProperty("data").GetProperty("topic").GetString() == topic;

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    if (_socket.State == WebSocketState.CloseReceived)
                    {
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    }

                    break;
                }

                message.Write(buffer.AsSpan(0, part.Count));
                if (part.EndOfMessage)
                {
                    _received.Writer.TryWrite(JsonElement.Parse(message.WrittenSpan));
                    message.Clear();
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Dropped, by either side.
        }

        _received.Writer.TryComplete();
    }
}
