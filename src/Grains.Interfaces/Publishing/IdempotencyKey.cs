namespace AndroidZen.Publishing;

/// <summary>The form of a publisher's name for its request: <c>id</c> in a body, or the header <c>Idempotency-Key</c> (docs/protocol.md, "Publishing once").</summary>
public static class IdempotencyKey
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>What a key must be, for error texts.</summary>
    public const string Rule = "1 to 128 printable ASCII characters";

    /// <summary>Whether a key follows <see cref="Rule"/>.</summary>
    public static bool IsWellFormed(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length is > 0 and <= MaxLength && !key.AsSpan().ContainsAnyExceptInRange(' ', '~');
    }
}
