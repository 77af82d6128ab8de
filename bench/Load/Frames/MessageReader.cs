using System.Buffers.Binary;

namespace AndroidZen.Load.Frames;

/// <summary>
/// Reads a server's messages (RFC 6455) by hopping from header to header; the payloads are not touched.
/// A message in several fragments is put together where it lies, for which its bytes are moved.
/// </summary>
public ref struct MessageReader(Span<byte> input)
{
    private const byte Final = 0x80;
    private const byte OpcodeBits = 0x0f;
    private const byte LengthBits = 0x7f;
    private const byte Control = 0x08;

    private readonly Span<byte> _input = input;

    /// <summary>How many bytes have been read: those behind belong to a message that is not there yet.</summary>
    public int Consumed { get; private set; }

    /// <summary>Reads the next message or control frame, if it is there whole.</summary>
    public bool TryRead(out Opcode opcode, out Span<byte> payload)
    {
        var at = Consumed;
        if (!TryReadHeader(_input[at..], out var first, out var headerLength, out var length) || _input.Length - at - headerLength < length)
        {
            opcode = default;
            payload = default;
            return false;
        }

        opcode = (Opcode)(first & OpcodeBits);
        payload = _input.Slice(at + headerLength, length);
        if ((first & Final) == 0)
        {
            return TryJoin(at + headerLength, length, ref opcode, out payload);
        }

        Consumed = at + headerLength + length;
        return true;
    }

    /// <summary>Puts the fragments that follow behind the first one.</summary>
    private bool TryJoin(int start, int firstLength, scoped ref Opcode opcode, out Span<byte> payload)
    {
        if (!HasAllFragments(start + firstLength, out var control))
        {
            payload = default;
            return control >= 0 && TakeControl(control, out opcode, out payload);
        }

        var (end, at) = (start + firstLength, start + firstLength);
        byte first;
        do
        {
            _ = TryReadHeader(_input[at..], out first, out var headerLength, out var length);
            _input.Slice(at + headerLength, length).CopyTo(_input[end..]);
            at += headerLength + length;
            end += length;
        }
        while ((first & Final) == 0);

        payload = _input[start..end];
        Consumed = at;
        return true;
    }

    /// <param name="at">Behind the first fragment.</param>
    /// <param name="control">Where a control frame stands between the fragments, or -1. It is taken first.</param>
    private readonly bool HasAllFragments(int at, out int control)
    {
        control = -1;
        while (TryReadHeader(_input[at..], out var first, out var headerLength, out var length) && _input.Length - at - headerLength >= length)
        {
            if ((first & Control) != 0)
            {
                control = at;
                return false;
            }

            if ((first & Final) != 0)
            {
                return true;
            }

            at += headerLength + length;
        }

        return false;
    }

    /// <summary>Moves the fragments before a control frame to behind it: it is read once, and they are still one message.</summary>
    private bool TakeControl(int at, scoped out Opcode opcode, out Span<byte> payload)
    {
        _ = TryReadHeader(_input[at..], out var first, out var headerLength, out var length);
        var whole = headerLength + length;
        Span<byte> frame = stackalloc byte[whole];
        _input.Slice(at, whole).CopyTo(frame);
        _input[Consumed..at].CopyTo(_input[(Consumed + whole)..]);
        frame.CopyTo(_input[Consumed..]);
        opcode = (Opcode)(first & OpcodeBits);
        payload = _input.Slice(Consumed + headerLength, length);
        Consumed += whole;
        return true;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> input, out byte first, out int headerLength, out int length)
    {
        (first, headerLength, length) = (0, 2, 0);
        if (input.Length < headerLength)
        {
            return false;
        }

        first = input[0];
        length = input[1] & LengthBits;
        if (length == 126)
        {
            headerLength = 4;
            length = input.Length >= headerLength ? BinaryPrimitives.ReadUInt16BigEndian(input[2..]) : 0;
        }
        else if (length == 127)
        {
            headerLength = 10;
            length = input.Length >= headerLength ? checked((int)BinaryPrimitives.ReadInt64BigEndian(input[2..])) : 0;
        }

        return input.Length >= headerLength;
    }
}
