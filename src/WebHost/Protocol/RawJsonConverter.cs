using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace AndroidZen.WebHost.Protocol;

/// <summary>
/// JSON that is passed on as it came. Reading, it must be UTF-8, which the JSON reader does not look at inside texts: browsers close a socket on which a frame is not
/// (1007). Writing the usual way throws for half a surrogate pair (<c>"\ud800"</c>), which JSON permits.
/// </summary>
internal sealed class RawJsonConverter : JsonConverter<JsonElement>
{
    /// <summary>Begins the message of the exception.</summary>
    public const string NotUtf8 = "The text is not UTF-8";

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader) is var value && Utf8.IsValid(JsonMarshal.GetRawUtf8Value(value))
            ? value
            : throw new JsonException(NotUtf8);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
