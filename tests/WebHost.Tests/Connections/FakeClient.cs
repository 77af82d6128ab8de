using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>A connection with a reader and a writer, and somebody at the other end of its socket.</summary>
internal sealed class FakeClient : IClientMessageHandler, IAsyncDisposable
{
    // One for all: each meter, and each listener to it, costs whoever makes another.
    private static readonly ConnectionMonitor _unwatched = new FakeMeters().NewMonitor();

    private readonly FakeTransport _transport = new();
    private readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>();
    private readonly WebSocket _socket;
    private readonly Task _receiving;

    public FakeClient(TimeProvider clock, string? clientId = null, ClientConnectionOptions? options = null, ConnectionMonitor? monitor = null, Caller? caller = null)
    {
        var transport = new SocketTransport(_transport);
        _socket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true });
        Connection = new ClientConnection(
            _socket, transport, clientId ?? PlatformFixture.NewId("client"), caller ?? Caller.Anonymous, options ?? new ClientConnectionOptions(), monitor ?? _unwatched, clock);
        Connection.StartSending(new Frame("""{"type":"device_connected"}"""u8));
        _receiving = Connection.ReceiveLoopAsync(this);
    }

    public ClientConnection Connection { get; }

    /// <summary>The other end.</summary>
    public FakeTransport Transport => _transport;

    /// <summary>How many messages the connection has taken from its client.</summary>
    public int Heard => _heard.Reader.Count;

    /// <summary>Says something, heard or not.</summary>
    public void Say() => _transport.Receive("""{"type":"heartbeat","data":{}}"""u8.ToArray());

    /// <summary>Why the connection has ended; <see langword="null"/> while it has not.</summary>
    public DisconnectReason? EndedAs => Connection.Ended is { IsCompletedSuccessfully: true, Result: var reason } ? reason : null;

    /// <summary>Says something; returns when the connection has heard it.</summary>
    public async Task SayAsync()
    {
        Say();
        try
        {
            await _heard.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The connection did not hear what its client said.");
        }
    }

    /// <summary>The next frame; the greeting is no news.</summary>
    public async Task<JsonElement> NextAsync(string what)
    {
        try
        {
            JsonElement frame;
            do
            {
                frame = JsonElement.Parse(await _transport.Sent.ReadAsync().AsTask().WaitAsync(SocketClient.Patience));
            }
            while (IsGreeting(frame));

            return frame;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The client was not sent {what}.");
        }
    }

    /// <summary>The frames that have been queued for the client and that it has not been asked for yet.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReceivedAsync()
    {
        var frames = new List<JsonElement>();
        if (Connection.Ended.IsCompleted)
        {
            await Connection.WhenAllSentAsync().WaitAsync(SocketClient.Patience);
            while (_transport.Sent.TryRead(out var frame))
            {
                frames.Add(JsonElement.Parse(frame));
            }

            frames.RemoveAll(IsGreeting);

            return frames;
        }

        var mark = Guid.NewGuid().ToString("N");
        Connection.Enqueue(new Frame(JsonSerializer.SerializeToUtf8Bytes(new { type = mark })));
        while (await NextAsync("the mark behind what it was sent") is var frame && frame.Type() != mark)
        {
            frames.Add(frame);
        }

        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        Connection.End(DisconnectReason.ConnectionLost);
        _socket.Abort();
        await Task.WhenAll(Connection.WhenAllSentAsync(), _receiving);
        _socket.Dispose();
    }

    private static bool IsGreeting(JsonElement frame) => frame.Type() == "device_connected";

    Task IClientMessageHandler.HandleAsync(ClientConnection connection, ReadOnlyMemory<byte> text)
    {
        _heard.Writer.TryWrite(text.ToArray());
        return Task.CompletedTask;
    }
}
