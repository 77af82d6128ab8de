using System.Buffers;

namespace AndroidZen.Devices;

/// <summary>The form of a device's id. It becomes a grain key and part of topic names, so it is kept narrow.</summary>
public static class DeviceId
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>What an id must be, for error texts.</summary>
    public const string Rule = "1 to 128 characters out of A-Z a-z 0-9 _ - . : (as in emulator-5554 or 192.168.1.10:5555), the first a letter or a digit; not \"status\"";

    // Its topic would be device_status, which is the whole fleet's.
    private const string Reserved = "status";

    private static readonly SearchValues<char> _characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    /// <summary>Whether <paramref name="deviceId"/> follows <see cref="Rule"/>.</summary>
    public static bool IsWellFormed(string deviceId)
    {
        ArgumentNullException.ThrowIfNull(deviceId);
        return deviceId.Length is > 0 and <= MaxLength
            && char.IsAsciiLetterOrDigit(deviceId[0])
            && !deviceId.AsSpan().ContainsAnyExcept(_characters)
            && deviceId != Reserved;
    }
}
