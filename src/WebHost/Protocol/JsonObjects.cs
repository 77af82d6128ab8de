using System.Runtime.InteropServices;
using System.Text.Json;
using AndroidZen.Protocol;

namespace AndroidZen.WebHost.Protocol;

/// <summary>JSON that is passed on as it came, and looked into with care.</summary>
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

    /// <summary>The object's member of that name, the last if there are several.</summary>
    /// <remarks>
    /// <see cref="JsonElement.TryGetProperty(string, out JsonElement)"/> throws for an object that has half a surrogate pair (<c>"\ud800"</c>) in any of its names, and so one
    /// that clients may send.
    /// </remarks>
    /// <param name="json">An object.</param>
    /// <param name="name">ASCII.</param>
    /// <param name="value">The member's value.</param>
    public static bool TryGetMember(this JsonElement json, string name, out JsonElement value)
    {
        var isFound = false;
        value = default;
        foreach (var member in json.EnumerateObject())
        {
            if (!JsonText.HasSurrogateEscape(JsonMarshal.GetRawUtf8PropertyName(member)) && member.NameEquals(name))
            {
                (isFound, value) = (true, member.Value);
            }
        }

        return isFound;
    }

    /// <summary>A JSON string may hold half a surrogate pair (<c>"\ud800"</c>), which is no text.</summary>
    public static bool TryGetText(this JsonElement element, out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = element.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonElement Parse(string json) => JsonElement.Parse(json);
}
