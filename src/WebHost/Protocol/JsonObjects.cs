using System.Runtime.InteropServices;
using System.Text.Json;

namespace AndroidZen.WebHost.Protocol;

/// <summary>Optional members of a body that are passed on as they came.</summary>
internal static class JsonObjects
{
    private static readonly JsonElement _empty = Parse("{}");

    /// <summary>The number 0.</summary>
    public static JsonElement Zero { get; } = Parse("0");

    /// <summary>The object, or <c>{}</c> where there is none.</summary>
    public static JsonElement OrEmpty(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } element ? element : _empty;

    /// <summary>The value's text, or <see langword="null"/> where there is none.</summary>
    public static byte[]? BytesOrNull(JsonElement? value) =>
        value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } element ? JsonMarshal.GetRawUtf8Value(element).ToArray() : null;

    private static JsonElement Parse(string json) => JsonElement.Parse(json);
}
