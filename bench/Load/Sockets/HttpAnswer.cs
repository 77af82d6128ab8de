using System.Buffers.Text;
using System.Text;

namespace AndroidZen.Load.Sockets;

/// <summary>Finds the end of an HTTP/1.1 answer; all that is read of it is its status.</summary>
internal static class HttpAnswer
{
    private const int StatusAt = 9;
    private const int StatusLength = 3;
    private const int SwitchingProtocols = 101;
    private const int NoContent = 204;

    private static readonly byte[] _contentLength = Encoding.ASCII.GetBytes("\r\ncontent-length:");

    /// <param name="input">What has been received.</param>
    /// <param name="status">The status code.</param>
    /// <param name="length">Of the whole answer.</param>
    /// <returns>Whether the answer is there whole.</returns>
    public static bool TryRead(ReadOnlySpan<byte> input, out int status, out int length)
    {
        (status, length) = (0, 0);
        var headLength = input.IndexOf("\r\n\r\n"u8) + 4;
        if (headLength < 4)
        {
            return false;
        }

        _ = Utf8Parser.TryParse(input.Slice(StatusAt, StatusLength), out status, out _);
        var bodyLength = status is SwitchingProtocols or NoContent ? 0 : FindBodyLength(input[..headLength], input[headLength..]);
        length = headLength + bodyLength;
        return bodyLength >= 0 && input.Length >= length;
    }

    /// <returns>-1 if the body has no length and its end is not there yet.</returns>
    private static int FindBodyLength(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        Span<byte> lower = stackalloc byte[head.Length];
        Ascii.ToLower(head, lower, out _);
        var at = lower.IndexOf(_contentLength);
        if (at >= 0)
        {
            _ = Utf8Parser.TryParse(lower[(at + _contentLength.Length)..].TrimStart((byte)' '), out int length, out _);
            return length;
        }

        return FindEndOfChunks(body);
    }

    private static int FindEndOfChunks(ReadOnlySpan<byte> body)
    {
        const int EndOfLine = 2;
        for (var at = 0; at < body.Length;)
        {
            var line = body[at..].IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(body.Slice(at, line), out int length, out _, 'x'))
            {
                return -1;
            }

            at += line + EndOfLine + length + EndOfLine;
            if (length == 0)
            {
                return at <= body.Length ? at : -1;
            }
        }

        return -1;
    }
}
