using System.Runtime;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// Gives memory back when a burst of connections has left. The runtime collects when something is allocated, and behind a burst nothing is: a host would keep for days what it needed for a minute.
/// </summary>
/// <param name="connections">What is counted.</param>
/// <param name="options">How many have to leave.</param>
internal sealed class MemoryTrim(ConnectionRegistry connections, IOptions<ClientConnectionOptions> options)
{
    /// <summary>So many looks without a change: whoever has lost its connection comes back within seconds.</summary>
    private const int QuietLooks = 5;

    private int _peak;
    private int _last;
    private int _quiet;

    /// <summary>Looks once.</summary>
    /// <returns>Whether memory is to be given back now: most of the connections have left, so what is looked through is less than what goes.</returns>
    public bool IsDue()
    {
        var count = connections.Count;
        _quiet = count == _last ? _quiet + 1 : 0;
        _last = count;
        _peak = Math.Max(_peak, count);
        if (_quiet < QuietLooks || options.Value.TrimConnections == 0 || _peak - count < options.Value.TrimConnections || count > _peak / 2)
        {
            return false;
        }

        _peak = count;
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
}
