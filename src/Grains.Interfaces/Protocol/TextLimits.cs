namespace AndroidZen.Protocol;

/// <summary>
/// How long the texts in messages may be, in UTF-16 characters. A character can become 6 bytes of JSON (<c>\u007F</c>), and a publication must stay below 1 MiB, which is
/// what Orleans' memory streams carry: with <see cref="MessageData.MaxBytes"/> of other data, these leave room.
/// </summary>
public static class TextLimits
{
    /// <summary>Names, types, severities, states, ids that publishers choose.</summary>
    public const int Word = 128;

    /// <summary>The title of a notification.</summary>
    public const int Title = 1024;

    /// <summary>The message of a notification or an alert, and the note of whoever sees to one.</summary>
    public const int Message = 32 * 1024;
}
