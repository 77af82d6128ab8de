using System.Buffers.Text;

namespace AndroidZen.WebHost.Connections;

/// <summary>The envelope's member <c>skipped</c> (docs/protocol.md, "Slow clients"): the only one that differs between the receivers of a publication.</summary>
internal static class SkippedMember
{
    /// <summary>How much longer than the frame of all others one with the member may be.</summary>
    public const int MaxBytes = Frame.MaxHeaderBytes + 32;

    private static ReadOnlySpan<byte> Member => ",\"skipped\":"u8;

    /// <summary>Writes a publication's frame with the member behind all others.</summary>
    /// <returns>How many bytes that are.</returns>
    public static int WriteFrame(Span<byte> destination, Frame frame, int skipped)
    {
        var envelope = frame.Text.Span[..^1]; // Without the closing brace.
        Span<byte> number = stackalloc byte[16];
        _ = Utf8Formatter.TryFormat(skipped, number, out var digits);
        var header = Frame.WriteHeader(destination, envelope.Length + Member.Length + digits + 1);
        var rest = destination[header..];
        envelope.CopyTo(rest);
        Member.CopyTo(rest = rest[envelope.Length..]);
        number[..digits].CopyTo(rest = rest[Member.Length..]);
        rest[digits] = (byte)'}';
        return header + envelope.Length + Member.Length + digits + 1;
    }
}
