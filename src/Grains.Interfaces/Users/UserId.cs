using System.Globalization;
using System.Text;

namespace AndroidZen.Users;

/// <summary>The form of user ids and client ids. Others choose them (the subject of a token, a browser's name for itself), so it is wide.</summary>
public static class UserId
{
    /// <summary>The longest id, in UTF-16 characters; OpenID Connect permits 255 for a subject.</summary>
    public const int MaxLength = 256;

    /// <summary>What an id must be, for error texts.</summary>
    public const string Rule = "1 to 256 characters, no control characters, no / nor %, no space at either end, and not . or .. alone";

    /// <summary>Whether <paramref name="id"/> follows <see cref="Rule"/>.</summary>
    public static bool IsWellFormed(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= MaxLength
            && id is not ("." or "..") // A URL's path loses them.
            && !char.IsWhiteSpace(id[0]) && !char.IsWhiteSpace(id[^1])
            && HasOnlyPermittedRunes(id);
    }

    /// <summary>In a URL's path, / ends a segment, and % cannot be told from what encodes it. Half a surrogate pair is no character.</summary>
    private static bool HasOnlyPermittedRunes(ReadOnlySpan<char> id)
    {
        while (!id.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(id, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || rune.Value is '/' or '%'
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return false;
            }

            id = id[length..];
        }

        return true;
    }
}
