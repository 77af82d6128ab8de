using System.Globalization;

namespace AndroidZen.HostAgent.Readings;

/// <summary>Bytes received and sent since boot, by network interface. The loopback interface is left out.</summary>
internal sealed record NetworkCounters(IReadOnlyDictionary<string, TrafficCounter> Interfaces)
{
    // bytes packets errs drop fifo frame compressed multicast, then the same for what was sent.
    private const int SentColumn = 8;
    private const string Loopback = "lo";

    /// <summary>Reads the text of <c>/proc/net/dev</c>.</summary>
    /// <returns><see langword="null"/> if there is no interface in it.</returns>
    public static NetworkCounters? Parse(string netDev)
    {
        var interfaces = new Dictionary<string, TrafficCounter>(StringComparer.Ordinal);
        foreach (var line in netDev.Split('\n'))
        {
            // The last colon, because old alias names (eth0:1) hold one too; and no blank need follow it.
            var colon = line.LastIndexOf(':');
            if (colon < 0)
            {
                continue;
            }

            var name = line[..colon].Trim();
            var columns = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (name != Loopback
                && columns.Length > SentColumn
                && ulong.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out var received)
                && ulong.TryParse(columns[SentColumn], NumberStyles.None, CultureInfo.InvariantCulture, out var sent))
            {
                interfaces[name] = new TrafficCounter(received, sent);
            }
        }

        return interfaces.Count > 0 ? new NetworkCounters(interfaces) : null;
    }

    /// <returns>Bytes per second since <paramref name="earlier"/>; <see langword="null"/> if no time has passed.</returns>
    public TrafficRate? RateSince(NetworkCounters earlier, TimeSpan elapsed)
    {
        if (elapsed <= TimeSpan.Zero)
        {
            return null;
        }

        double received = 0;
        double sent = 0;
        foreach (var (name, counter) in Interfaces)
        {
            // By interface, not by sum: one that has come, gone or been reset in between must not show as a burst or as less than nothing.
            if (earlier.Interfaces.TryGetValue(name, out var before))
            {
                received += counter.Received > before.Received ? counter.Received - before.Received : 0;
                sent += counter.Sent > before.Sent ? counter.Sent - before.Sent : 0;
            }
        }

        return new TrafficRate((long)Math.Round(received / elapsed.TotalSeconds), (long)Math.Round(sent / elapsed.TotalSeconds));
    }
}

/// <summary>Bytes since boot.</summary>
internal readonly record struct TrafficCounter(ulong Received, ulong Sent);

/// <summary>Bytes per second.</summary>
internal readonly record struct TrafficRate(long Received, long Sent);
