using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests;

/// <summary>A client on bare TCP, which may break every rule: what it sends is what the caller says, byte by byte.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private NetworkStream _stream = null!;

    /// <summary>Opens a connection and sends nothing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="receiveBufferBytes">How much the system takes for a client that does not read; 0: as much as it likes.</param>
    public static async Task<RawSocket> ConnectAsync(Uri server, int receiveBufferBytes = 0)
    {
        var client = new RawSocket();
        client._tcp.NoDelay = true;
        if (receiveBufferBytes > 0)
        {
            client._tcp.ReceiveBufferSize = receiveBufferBytes;
        }

        await client._tcp.ConnectAsync(IPAddress.Loopback, server.Port);
        client._stream = client._tcp.GetStream();
        return client;
    }

    /// <summary>Opens a WebSocket by a handshake of its own; what follows are frames.</summary>
    public static async Task<RawSocket> OpenAsync(Uri server, string target = "/ws", params string[] headers)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync(Handshake(target, headers));
        var head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        return client;
    }

    /// <summary>A handshake as RFC 6455 has it.</summary>
    public static string Handshake(string target, params string[] headers) => string.Join(
        "\r\n",
        [
            $"GET {target} HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", .. headers, "", "",
        ]);

    /// <summary>A frame with a mask of zeros, so that its bytes are what they are.</summary>
    public static byte[] Frame(byte first, byte[] payload, bool masked = true, long? claimedLength = null)
    {
        var length = claimedLength ?? payload.Length;
        var mask = masked ? 0x80 : 0;
        List<byte> frame = [first];
        if (length < 126)
        {
            frame.Add((byte)(mask | (int)length));
        }
        else if (length <= ushort.MaxValue)
        {
            frame.AddRange([(byte)(mask | 126), (byte)(length >> 8), (byte)length]);
        }
        else
        {
            frame.Add((byte)(mask | 127));
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, length);
            frame.AddRange(bytes);
        }

        return [.. frame, .. masked ? new byte[4] : [], .. payload];
    }

    /// <summary>A frame with a mask as clients use it.</summary>
    public static byte[] Masked(byte first, ReadOnlySpan<byte> payload, uint mask = 0xA55AC33C)
    {
        var frame = Frame(first, payload.ToArray());
        var start = frame.Length - payload.Length;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(start - 4), mask);
        for (var index = 0; index < payload.Length; index++)
        {
            frame[start + index] ^= frame[start - 4 + (index % 4)];
        }

        return frame;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(params byte[][] parts)
    {
        foreach (var part in parts)
        {
            await _stream.WriteAsync(part);
        }
    }

    /// <summary>The head of an HTTP response; empty if the server closed without one.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await ReadByteAsync() is { } next)
        {
            head.Append((char)next);
        }

        return head.ToString();
    }

    /// <summary>The server's next frame; but for a heartbeat that it sends by itself, which may come at any time.</summary>
    public async Task<RawFrame> ReadFrameAsync()
    {
        while (true)
        {
            if (await ReadAnyFrameAsync() is var frame && !(frame.OpCode == 1 && frame.Text.Contains("\"data\":{\"source\":\"server\"}", StringComparison.Ordinal)))
            {
                return frame;
            }
        }
    }

    /// <summary>The server's next frame, whatever it is.</summary>
    public async Task<RawFrame> ReadAnyFrameAsync()
    {
        var first = await RequireAsync(1);
        var length = (long)(await RequireAsync(1))[0];
        length = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await RequireAsync(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(await RequireAsync(8)),
            _ => length,
        };
        return new RawFrame(first[0] & 0x0F, await RequireAsync((int)length), first[0]);
    }

    /// <summary>Reads to the server's close frame; heartbeats and the like are passed over.</summary>
    /// <returns>Its code; <see langword="null"/> if the connection was cut without one.</returns>
    public async Task<int?> ReadCloseCodeAsync()
    {
        try
        {
            while (true)
            {
                if (await ReadFrameAsync() is { OpCode: 8 } close)
                {
                    return close.CloseCode;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Closes so that the peer sees a reset, not an end.</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    /// <summary>Says that nothing more will be sent, and goes on reading.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the server has ended the connection.</summary>
    public async Task WhenEndedAsync()
    {
        while (await ReadByteAsync() is not null)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte?> ReadByteAsync()
    {
        using var deadline = new CancellationTokenSource(SocketClient.Patience);
        var buffer = new byte[1];
        try
        {
            return await _stream.ReadAsync(buffer, deadline.Token) == 0 ? null : buffer[0];
        }
        catch (IOException)
        {
            return null; // A reset ends it, too.
        }
    }

    private async Task<byte[]> RequireAsync(int count)
    {
        using var deadline = new CancellationTokenSource(SocketClient.Patience);
        var buffer = new byte[count];
        await _stream.ReadExactlyAsync(buffer, deadline.Token);
        return buffer;
    }
}

/// <summary>A frame as it came.</summary>
internal sealed record RawFrame(int OpCode, byte[] Payload, byte First = 0)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public int? CloseCode => OpCode == 8 && Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;
}
