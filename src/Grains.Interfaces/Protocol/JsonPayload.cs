using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AndroidZen.Protocol;

/// <summary>
/// A JSON object as UTF-8 bytes: what travels as a message's <c>data</c>, from the edge to the sockets, without being parsed again.
/// </summary>
/// <remarks>
/// Made from a <see cref="JsonObject"/> or a <see cref="JsonElement"/>, by implicit conversion. The default value is <c>{}</c>.
/// </remarks>
public readonly struct JsonPayload
{
    private static readonly byte[] _emptyObject = "{}"u8.ToArray();

    private readonly byte[]? _utf8;

    private JsonPayload(byte[] utf8) => _utf8 = utf8;

    /// <summary>The object's text. Never written to after it is made: receivers share it.</summary>
    public byte[] Utf8 => _utf8 ?? _emptyObject;

    public static implicit operator JsonPayload(JsonObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(Encoding.UTF8.GetBytes(value.ToJsonString()));
    }

    public static implicit operator JsonPayload(JsonElement value) => FromJsonElement(value);

    /// <summary>The element's text as it was received.</summary>
    /// <exception cref="ArgumentException">The element is no object.</exception>
    public static JsonPayload FromJsonElement(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? new(JsonMarshal.GetRawUtf8Value(value).ToArray())
        : throw new ArgumentException($"A payload is a JSON object, not {value.ValueKind}.", nameof(value));

    /// <summary>An object that <paramref name="members"/> writes.</summary>
    public static JsonPayload Write(Action<Utf8JsonWriter> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return new(JsonText.WriteObject(members));
    }

    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
