using System.Buffers;

namespace AndroidZen.WebHost.Connections;

/// <summary>Several frames as one piece of memory, so that one write sends them.</summary>
internal static class FrameBatch
{
    /// <summary>Joins frames; one alone is not copied.</summary>
    /// <param name="frames">In the order in which they are sent.</param>
    /// <param name="bytes">What is to be written.</param>
    /// <returns>What has to be given to <see cref="Return"/> when it has been written.</returns>
    public static byte[]? Join(ReadOnlySpan<WaitingFrame> frames, out ReadOnlyMemory<byte> bytes)
    {
        if (frames.Length == 1 && frames[0].Skipped == 0)
        {
            bytes = frames[0].Frame.Wire;
            return null;
        }

        var most = 0;
        foreach (var waiting in frames)
        {
            most += waiting.Frame.Wire.Length + (waiting.Skipped > 0 ? SkippedMember.MaxBytes : 0);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(most);
        var length = 0;
        foreach (var (frame, skipped, _) in frames)
        {
            var rest = buffer.AsSpan(length);
            if (skipped > 0)
            {
                length += SkippedMember.WriteFrame(rest, frame, skipped);
            }
            else
            {
                frame.Wire.Span.CopyTo(rest);
                length += frame.Wire.Length;
            }
        }

        bytes = buffer.AsMemory(0, length);
        return buffer;
    }

    /// <summary>Gives the memory back.</summary>
    public static void Return(byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
