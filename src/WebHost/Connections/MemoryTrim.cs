using System.Runtime;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// Gives memory back behind a burst of connections. The runtime collects when something is allocated, and behind a burst nothing is: a host would keep for days what it needed for a minute, be it
/// for connections that have left or for the handshakes of those that have come.
/// </summary>
/// <param name="connections">What is counted.</param>
/// <param name="monitor">Tells whether anything is published.</param>
/// <param name="options">How many make a burst.</param>
internal sealed class MemoryTrim(ConnectionRegistry connections, ConnectionMonitor monitor, IOptions<ClientConnectionOptions> options)
{
    /// <summary>So many looks without a change: whoever has lost its connection comes back within seconds.</summary>
    private const int QuietLooks = 3;

    private int _most;
    private int _fewest;
    private int _last;
    private int _quiet;
    private long _published;
    private int _idle;

    /// <summary>Looks once.</summary>
    /// <returns>
    /// Whether memory is to be given back now: most of the connections have left, so what is looked through is less than what goes; or most of them have come, and nobody waits for a publication.
    /// </returns>
    public bool IsDue()
    {
        var (count, published) = (connections.Count, monitor.Publications);
        _quiet = count == _last ? _quiet + 1 : 0;
        _idle = published == _published ? _idle + 1 : 0;
        (_last, _published) = (count, published);
        (_most, _fewest) = (Math.Max(_most, count), Math.Min(_fewest, count));
        if (_quiet < QuietLooks || !(IsBurst(_most, count) || (_idle >= QuietLooks && IsBurst(count, _fewest))))
        {
            return false;
        }

        (_most, _fewest) = (count, count);
        return true;
    }

    /// <summary>Looks once, and gives back what is due.</summary>
    public void Run()
    {
        if (IsDue())
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>Whether the difference is large, and at least half of the larger number.</summary>
    private bool IsBurst(int more, int fewer) => options.Value.TrimConnections > 0 && more - fewer >= options.Value.TrimConnections && fewer <= more / 2;
}
