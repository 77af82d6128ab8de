using System.Text.Json;
using System.Threading.Channels;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>A connection with a reader and a writer, and somebody at the other end of its socket.</summary>
internal sealed class FakeClient : IAsyncDisposable
{
    private readonly FakeSocket _socket = new();
    private readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>();
    private readonly Task _sending;
    private readonly Task _receiving;

    public FakeClient(TimeProvider clock, string? clientId = null, ClientConnectionOptions? options = null)
    {
        Connection = new ClientConnection(
            _socket, clientId ?? PlatformFixture.NewId("client"), Caller.Anonymous, options ?? new ClientConnectionOptions(), clock);
        _sending = Connection.SendLoopAsync(new Frame("""{"type":"device_connected"}"""u8.ToArray()));
        _socket.Sent.TryRead(out _); // The greeting is no news.
        _receiving = Connection.ReceiveLoopAsync(HearAsync);
    }

    public ClientConnection Connection { get; }

    /// <summary>How many messages the connection has taken from its client.</summary>
    public int Heard => _heard.Reader.Count;

    /// <summary>Says something, heard or not.</summary>
    public void Say() => _socket.Receive("""{"type":"heartbeat","data":{}}"""u8.ToArray());

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

    /// <summary>The next frame.</summary>
    public async Task<JsonElement> NextAsync(string what)
    {
        try
        {
            return JsonElement.Parse(await _socket.Sent.ReadAsync().AsTask().WaitAsync(SocketClient.Patience));
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
            await _sending.WaitAsync(SocketClient.Patience); // The writer ends when all has been sent.
            while (_socket.Sent.TryRead(out var frame))
            {
                frames.Add(JsonElement.Parse(frame));
            }

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
        await Task.WhenAll(_sending, _receiving);
        _socket.Dispose();
    }

    private Task HearAsync(ReadOnlyMemory<byte> text)
    {
        _heard.Writer.TryWrite(text.ToArray());
        return Task.CompletedTask;
    }
}
