using System.Net;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Publishing;

/// <summary>A kept-alive HTTP/1.1 connection with one request under way at a time. <c>HttpClient</c> would cost as much as the server that is measured.</summary>
public sealed class HttpConnection(EventLoop loop, IPEndPoint server, Action<HttpConnection, int> onAnswer, Action<HttpConnection, string> onClosed) : Connection(loop, server)
{
    private byte[]? _first;
    private bool _isConnected;

    /// <summary>Sends a request, as soon as there is a connection.</summary>
    public void Post(ReadOnlySpan<byte> request)
    {
        if (_isConnected)
        {
            Send(request);
        }
        else
        {
            _first = request.ToArray();
        }
    }

    protected override void OnConnected()
    {
        _isConnected = true;
        if (_first is { } first)
        {
            _first = null;
            Send(first);
        }
    }

    protected override int Take(Span<byte> input)
    {
        if (!HttpAnswer.TryRead(input, out var status, out var length))
        {
            return 0;
        }

        onAnswer(this, status);
        return length;
    }

    protected override void OnClosed(string why) => onClosed(this, why);
}
