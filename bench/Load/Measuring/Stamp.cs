using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AndroidZen.Load.Measuring;

/// <summary>A publication of a load says itself when it was sent: publisher and socket are in one process, on one clock.</summary>
public static class Stamp
{
    private const string Member = "\"sent\":";

    /// <summary>A number has no leading zeros, but may be followed by spaces: so it has one length.</summary>
    private const int Digits = 19;

    /// <summary>As large as a phone's report of its metrics.</summary>
    private const string Rest =
        """
        ,"device_id":"pixel-7","cpu_usage":45.2,"memory_usage":67.8,"storage_usage":71.4,"battery_level":85,"network":{"rx_kbps":812.4,"tx_kbps":96.1,"type":"wifi"},"apps":["launcher","camera","maps"],"model":"GVU6C","temperature":31.5}
        """;

    private static readonly byte[] _member = Encoding.ASCII.GetBytes(Member);

    /// <summary>A member of a JSON object with room for a stamp (<see cref="Write(long, Span{byte})"/>).</summary>
    public static string Placeholder { get; } = Member + "0".PadRight(Digits);

    /// <summary>A JSON object of a size with room for a stamp.</summary>
    public static string ObjectOf(int bytes)
    {
        var empty = $$"""{{{Placeholder}},"pad":""}""";
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, empty.Length);
        return empty.Insert(empty.Length - 2, new string('x', bytes - empty.Length));
    }

    /// <summary>A JSON object that says that it is sent now.</summary>
    public static byte[] Write() => Encoding.ASCII.GetBytes("{" + Member + Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture) + Rest);

    /// <summary>Where the number of a <see cref="Placeholder"/> stands.</summary>
    public static int Find(ReadOnlySpan<byte> text) => text.IndexOf(_member) is var at and >= 0 ? at + _member.Length : throw new ArgumentException("There is no room for a stamp.", nameof(text));

    /// <summary>Writes a stamp into the place that was found.</summary>
    public static void Write(long sent, Span<byte> place)
    {
        _ = Utf8Formatter.TryFormat(sent, place, out var length);
        place[length..Digits].Fill((byte)' ');
    }

    /// <summary>Calls <paramref name="onStamp"/> for every stamp in a message: one WebSocket message may carry several publications.</summary>
    public static void ReadAll(ReadOnlySpan<byte> message, Action<long> onStamp)
    {
        for (var at = message.IndexOf(_member); at >= 0; at = message.IndexOf(_member))
        {
            message = message[(at + _member.Length)..];
            if (Utf8Parser.TryParse(message, out long sent, out _))
            {
                onStamp(sent);
            }
        }
    }
}
