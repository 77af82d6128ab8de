using System.Runtime.InteropServices;
using System.Text.Json;

namespace AndroidZen.Protocol;

/// <summary>Takes a JSON object apart, and leaves its values as they were sent.</summary>
public static class JsonMembers
{
    // The deepest that Utf8JsonWriter writes: how deep a message may be is not decided here.
    private const int MaxDepth = 1000;

    private static readonly JsonDocumentOptions _documentOptions = new() { MaxDepth = MaxDepth };
    private static readonly JsonReaderOptions _readerOptions = new() { MaxDepth = MaxDepth };

    /// <summary>The object's members, the last of those that share a name. A name with half a surrogate pair (<c>"\ud800"</c>), which JSON permits, is no text: such a member is left out.</summary>
    public static IReadOnlyList<(string Name, byte[] Value)> Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json, _documentOptions);
        var members = new OrderedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!JsonText.HasSurrogateEscape(JsonMarshal.GetRawUtf8PropertyName(member)) || TryGetName(member) is not null)
            {
                members.Remove(member.Name);
                members.Add(member.Name, JsonMarshal.GetRawUtf8Value(member.Value).ToArray());
            }
        }

        return [.. members.Select(member => (member.Key, member.Value))];
    }

    /// <summary>Whether two objects have members of the same names in the same order: as the samples of a device have.</summary>
    public static bool HaveSameNames(ReadOnlySpan<byte> json, ReadOnlySpan<byte> other)
    {
        var one = new Utf8JsonReader(json, _readerOptions);
        var two = new Utf8JsonReader(other, _readerOptions);
        one.Read();
        two.Read();
        while (one.Read() && two.Read() && one.TokenType == JsonTokenType.PropertyName && two.TokenType == JsonTokenType.PropertyName)
        {
            if (!one.ValueSpan.SequenceEqual(two.ValueSpan))
            {
                return false;
            }

            one.Skip();
            two.Skip();
        }

        return one.TokenType == two.TokenType;
    }

    private static string? TryGetName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
