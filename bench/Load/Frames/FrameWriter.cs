using System.Buffers.Binary;

namespace AndroidZen.Load.Frames;

/// <summary>A client's frames. The mask is zero: RFC 6455 wants one, and this one leaves the bytes as they are.</summary>
public static class FrameWriter
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int MaskLength = 4;

    /// <summary>A whole message, or a control frame.</summary>
    public static byte[] Write(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var lengthBytes = payload.Length switch { < 126 => 0, <= ushort.MaxValue => sizeof(ushort), _ => sizeof(long) };
        var frame = new byte[2 + lengthBytes + MaskLength + payload.Length];
        frame[0] = (byte)(Final | (byte)opcode);
        frame[1] = (byte)(Masked | lengthBytes switch { 0 => payload.Length, sizeof(ushort) => 126, _ => 127 });
        if (lengthBytes == sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else if (lengthBytes == sizeof(long))
        {
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        }

        payload.CopyTo(frame.AsSpan(2 + lengthBytes + MaskLength));
        return frame;
    }
}
