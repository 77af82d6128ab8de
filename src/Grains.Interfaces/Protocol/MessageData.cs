using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Utf8Text = System.Text.Unicode.Utf8;

namespace AndroidZen.Protocol;

/// <summary>
/// A JSON object as UTF-8 bytes: what travels as a message's <c>data</c>, from the edge to the sockets, without being parsed again.
/// </summary>
/// <remarks>
/// Made from a <see cref="JsonObject"/> or a <see cref="JsonElement"/>, by implicit conversion. The default value is <c>{}</c>.
/// </remarks>
public readonly struct MessageData
{
    /// <summary>The most bytes that publishers may bring: what a gateway's stream carries must stay below 1 MiB, with all that we write around it (<see cref="TextLimits"/>).</summary>
    public const int MaxBytes = 768 * 1024;

    private static readonly byte[] _emptyObject = "{}"u8.ToArray();

    private readonly byte[]? _utf8;

    private MessageData(byte[] utf8) => _utf8 = utf8;

    /// <summary>The object's text. Never written to after it is made: receivers share it.</summary>
    public byte[] Utf8 => _utf8 ?? _emptyObject;

    /// <exception cref="ArgumentException">The object has more than <see cref="MaxBytes"/>.</exception>
    public static implicit operator MessageData(JsonObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Bounded(Encoding.UTF8.GetBytes(value.ToJsonString()));
    }

    public static implicit operator MessageData(JsonElement value) => FromJsonElement(value);

    /// <summary>The element's text as it was received.</summary>
    /// <exception cref="ArgumentException">The element is no object, or has more than <see cref="MaxBytes"/>.</exception>
    public static MessageData FromJsonElement(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? Bounded(JsonMarshal.GetRawUtf8Value(value).ToArray())
        : throw new ArgumentException($"A message's data is a JSON object, not {value.ValueKind}.", nameof(value));

    /// <summary>An object that <paramref name="members"/> writes.</summary>
    public static MessageData Write(Action<Utf8JsonWriter> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return new(JsonText.WriteObject(members));
    }

    /// <summary>Whether the bytes are JSON text (RFC 8259), in UTF-8.</summary>
    public static bool IsWellFormed(ReadOnlyMemory<byte> utf8) => KindOf(utf8) is not null;

    /// <summary>Whether the bytes are the JSON text of an object.</summary>
    public static bool IsObject(ReadOnlyMemory<byte> utf8) => KindOf(utf8) == JsonValueKind.Object;

    private static MessageData Bounded(byte[] utf8) => utf8.Length <= MaxBytes
        ? new(utf8)
        : throw new ArgumentException($"A message's data may have {MaxBytes} bytes, not {utf8.Length}.");

    private static JsonValueKind? KindOf(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return Utf8Text.IsValid(utf8.Span) ? document.RootElement.ValueKind : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
