using System.Buffers;

namespace AndroidZen.HostAgent.CommandLine;

/// <summary>The form of a device's id, as the server wants it.</summary>
internal static class DeviceIds
{
    public const int MaxLength = 128;

    public const string Rule = "1 to 128 characters out of A-Z a-z 0-9 _ - . : , the first a letter or a digit";

    private const string Fallback = "host";

    private static readonly SearchValues<char> _characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    public static bool IsWellFormed(string deviceId) =>
        deviceId.Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(deviceId[0])
        && !deviceId.AsSpan().ContainsAnyExcept(_characters);

    /// <summary>An id that is well formed and as near to the host's name as that allows.</summary>
    public static string FromHostName(string hostName)
    {
        var allowed = string.Concat(hostName.Select(character => _characters.Contains(character) ? character : '-'));
        var start = allowed.AsSpan().IndexOfAnyExcept("_-.:");
        return start < 0 ? Fallback : allowed[start..Math.Min(allowed.Length, start + MaxLength)];
    }
}
