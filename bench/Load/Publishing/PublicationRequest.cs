using System.Globalization;
using System.Text;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Publishing;

/// <summary>A POST that is sent again and again: only its stamp changes.</summary>
public sealed class PublicationRequest
{
    private readonly byte[] _bytes;
    private readonly int _stampAt;

    private PublicationRequest(byte[] bytes, int stampAt) => (_bytes, _stampAt) = (bytes, stampAt);

    /// <param name="server">Where it goes.</param>
    /// <param name="path">Where to.</param>
    /// <param name="body">JSON that contains <see cref="Stamp.Placeholder"/>.</param>
    /// <param name="token">A publisher's token.</param>
    public static PublicationRequest Create(ServerAddress server, string path, string body, string? token = null)
    {
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        var text = string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: {server.Host}\r\n{authorization}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        var bytes = Encoding.UTF8.GetBytes(text);
        return new PublicationRequest(bytes, Stamp.Find(bytes));
    }

    /// <summary>The request, valid until the next call.</summary>
    /// <param name="sent">When it was due, or is sent.</param>
    public ReadOnlySpan<byte> Stamped(long sent)
    {
        Stamp.Write(sent, _bytes.AsSpan(_stampAt));
        return _bytes;
    }
}
