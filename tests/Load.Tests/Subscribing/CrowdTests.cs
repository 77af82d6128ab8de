using System.Net;
using System.Net.Sockets;
using System.Text;
using AndroidZen.Load.Frames;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.Load.Tests.Frames;

namespace AndroidZen.Load.Tests.Subscribing;

/// <summary>A subscriber over a real socket, against a server that sends what it is told, in pieces.</summary>
public sealed class CrowdTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EventLoop _loop = new();

    public CrowdTests() => _listener.Start();

    public void Dispose()
    {
        _loop.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Connect_SplitFramesAndPing_CountsPublicationsAndAnswersPing()
    {
        var serving = Task.Run(async () =>
        {
            using var server = await AcceptAsync();
            await SendInPiecesAsync(server,
            [
                .. ServerFrames.Text($$$"""{"type":"performance_data","data":{{{{Stamp.Placeholder}}}}}"""),
                .. ServerFrames.Frame(Opcode.Ping, "are you there"),
                .. ServerFrames.Text($$$"""{"type":"performance_data","data":{{{{Stamp.Placeholder}}}}}"""),
            ]);
            return await ReadUntilAsync(server, "are you there");
        });
        var latency = new LatencyRecorder();
        using var crowd = new Crowd(_loop, new PlatformDialect()) { Observers = [latency] };

        crowd.Connect(Place, 1, _ => ["performance"]);
        _loop.RunUntil(() => crowd.Delivered == 2 && serving.IsCompleted, _patience, "two publications and a pong");

        Assert.True((await serving).AsSpan().IndexOf(FrameWriter.Write(Opcode.Pong, "are you there"u8)) >= 0);
        Assert.Equal((1, 2, 2), (crowd.Opened, crowd.Delivered, latency.Read));
    }

    [Fact]
    public async Task Close_ByServer_IsALossWithItsCode()
    {
        var serving = Task.Run(async () =>
        {
            using var server = await AcceptAsync();
            await server.SendAsync(new byte[] { 0x88, 2, 4004 >> 8, 4004 & 0xff });
            return await ReadUntilAsync(server, "\u0088");
        });
        using var crowd = new Crowd(_loop, new PlatformDialect());

        crowd.Connect(Place, 1, _ => ["performance"]);
        _loop.RunUntil(() => crowd.Open == 0 && serving.IsCompleted, _patience, "the end");

        await serving;
        Assert.Equal(new Dictionary<string, int> { ["close code 4004"] = 1 }, crowd.Losses);
    }

    private SubscriberPlace Place => new(_loop, new ServerAddress((IPEndPoint)_listener.LocalEndpoint, "localhost"));

    private async Task<Socket> AcceptAsync()
    {
        var server = await _listener.AcceptSocketAsync();
        server.NoDelay = true;
        await ReadUntilAsync(server, "\r\n\r\n");
        await SendInPiecesAsync(server, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"u8.ToArray());
        await ReadUntilAsync(server, "subscription");
        await SendInPiecesAsync(server, ServerFrames.Text("""{"type":"subscription","data":{"topic":"performance","status":"subscribed","epoch":"e","offset":0}}"""));
        return server;
    }

    private static async Task SendInPiecesAsync(Socket socket, byte[] bytes)
    {
        foreach (var piece in bytes.Chunk(5))
        {
            await socket.SendAsync(piece);
        }
    }

    /// <returns>All that has come.</returns>
    private static async Task<byte[]> ReadUntilAsync(Socket socket, string text)
    {
        var (buffer, received) = (new byte[4096], new List<byte>());
        while (!Encoding.Latin1.GetString([.. received]).Contains(text, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer).WaitAsync(_patience);
            Assert.NotEqual(0, count);
            received.AddRange(buffer.AsSpan(0, count));
        }

        return [.. received];
    }
}
