using System.Buffers.Binary;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// A message as it stands on the wire: the frame header of RFC 6455, section 5.2, and the text behind it, in one piece. A server's frames are not masked, so they are the same for
/// all who receive them: encoded once, shared, never written to.
/// </summary>
internal sealed class Frame
{
    /// <summary>The longest header of a frame that is not masked.</summary>
    public const int MaxHeaderBytes = 10;

    /// <summary>FIN and the opcode of a text frame.</summary>
    private const byte FinalText = 0x81;

    private const int LongestShort = 125;
    private const byte Has16Bits = 126;
    private const byte Has64Bits = 127;

    private readonly byte[] _wire;

    /// <param name="text">The message, UTF-8.</param>
    /// <param name="topic">The topic that the message is about, if any.</param>
    /// <param name="publication">What kind of publication it is, if it is one.</param>
    public Frame(ReadOnlySpan<byte> text, string? topic = null, PublicationTraits publication = default)
    {
        _wire = new byte[HeaderBytes(text.Length) + text.Length];
        text.CopyTo(_wire.AsSpan(WriteHeader(_wire, text.Length)));
        Topic = topic;
        Publication = publication;
    }

    private Frame(byte[] wire) => _wire = wire;

    /// <summary>What is sent.</summary>
    public ReadOnlyMemory<byte> Wire => _wire;

    /// <summary>The message, UTF-8.</summary>
    public ReadOnlyMemory<byte> Text => _wire.AsMemory(_wire[1] switch
    {
        Has16Bits => 4,
        Has64Bits => MaxHeaderBytes,
        _ => 2,
    });

    /// <summary>The topic that the message is about.</summary>
    public string? Topic { get; }

    /// <summary>What kind of publication the message is.</summary>
    public PublicationTraits Publication { get; }

    /// <summary>The trace that its writes belong to; none, unless the publication's request is recorded.</summary>
    public FrameTrace? Trace { get; init; }

    /// <summary>A frame that somebody else has encoded: a pong or a close frame.</summary>
    public static Frame FromWire(ReadOnlySpan<byte> wire) => new(wire.ToArray());

    /// <summary>How long the header of a message of this length is.</summary>
    public static int HeaderBytes(int textBytes) => textBytes switch
    {
        <= LongestShort => 2,
        <= ushort.MaxValue => 4,
        _ => MaxHeaderBytes,
    };

    /// <summary>Writes the header of a text message of this length.</summary>
    /// <returns>How long the header is.</returns>
    public static int WriteHeader(Span<byte> header, int textBytes)
    {
        header[0] = FinalText;
        switch (textBytes)
        {
            case <= LongestShort:
                header[1] = (byte)textBytes;
                break;
            case <= ushort.MaxValue:
                header[1] = Has16Bits;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)textBytes);
                break;
            default:
                header[1] = Has64Bits;
                BinaryPrimitives.WriteInt64BigEndian(header[2..], textBytes);
                break;
        }

        return HeaderBytes(textBytes);
    }
}

/// <summary>What a frame must know of the publication in it. The default value: it is none.</summary>
/// <param name="IsPublication">Whether it is one.</param>
/// <param name="Key">What it is the latest of, if a later one may take its place.</param>
internal readonly record struct PublicationTraits(bool IsPublication, string? Key);
