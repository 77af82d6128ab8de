using System.Buffers;

namespace AndroidZen.Users;

/// <summary>The form of user ids and client ids.</summary>
public static class UserId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>What an id must be, for error texts.</summary>
    public const string Rule = "1 to 128 characters out of A-Z a-z 0-9 _ - . : @ + = ~ |";

    private static readonly SearchValues<char> _characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:@+=~|");

    /// <summary>Whether <paramref name="id"/> follows <see cref="Rule"/>.</summary>
    public static bool IsWellFormed(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(_characters);
    }
}
