using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AndroidZen.Delivery.Traffic;

/// <summary>A publication of the harness says itself when it was sent: publisher and socket are in one process, on one clock.</summary>
internal static class Stamp
{
    private const string Member = "\"sent\":";

    /// <summary>As large as a phone's report of its metrics.</summary>
    private const string Rest =
        """
        ,"device_id":"pixel-7","cpu_usage":45.2,"memory_usage":67.8,"storage_usage":71.4,"battery_level":85,"network":{"rx_kbps":812.4,"tx_kbps":96.1,"type":"wifi"},"apps":["launcher","camera","maps"],"model":"GVU6C","temperature":31.5}
        """;

    private static readonly byte[] _member = Encoding.ASCII.GetBytes(Member);

    /// <summary>A JSON object that says that it is sent now.</summary>
    public static byte[] Write() => Encoding.ASCII.GetBytes("{" + Member + Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture) + Rest);

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
