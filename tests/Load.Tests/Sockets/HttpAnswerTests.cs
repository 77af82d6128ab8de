using System.Text;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Tests.Sockets;

public sealed class HttpAnswerTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nServer: Kestrel\r\ncontent-length:0\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n2\r\nhi\r\n0\r\n\r\n", 400)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 101)]
    public void TryRead_EveryPart_IsWholeAtItsEndOnly(string answer, int status)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(HttpAnswer.TryRead(bytes.AsSpan(0, length), out _, out _), $"after {length} bytes");
        }

        Assert.True(HttpAnswer.TryRead([.. bytes, .. "HTTP/1.1 500"u8], out var read, out var whole));
        Assert.Equal((status, bytes.Length), (read, whole));
    }
}
