using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>Which web gateways are interested in a topic, with how many connections, and until when.</summary>
internal sealed class InterestTable
{
    private readonly Dictionary<string, Entry> _gateways = new(StringComparer.Ordinal);

    /// <summary>All that is known, to be restored elsewhere.</summary>
    public IReadOnlyList<InterestEntry> Entries =>
        [.. _gateways.Select(gateway => new InterestEntry(gateway.Key, gateway.Value.Connections, gateway.Value.Until, gateway.Value.Version))];

    /// <summary>Takes over what another table knew, before anything else.</summary>
    public void Restore(IReadOnlyList<InterestEntry> entries)
    {
        foreach (var (gateway, connections, until, version) in entries)
        {
            _gateways[gateway] = new Entry(connections, until, version);
        }
    }

    /// <summary>Replaces what is known of the gateway, unless that is newer; no connections end its interest.</summary>
    public void Set(GatewayInterest interest, DateTimeOffset now)
    {
        if (!_gateways.TryGetValue(interest.Gateway, out var known) || known.Version <= interest.Version)
        {
            // Also where there are none any more: an older statement may still be on its way.
            _gateways[interest.Gateway] = new Entry(interest.Connections, now + interest.Lease, interest.Version);
        }
    }

    /// <summary>The gateways whose lease still runs, and the sum of their connections.</summary>
    public int CollectGateways(DateTimeOffset now, List<string> gateways)
    {
        gateways.Clear();
        var connections = 0;
        List<string>? expired = null;
        foreach (var (gateway, entry) in _gateways)
        {
            if (entry.Until <= now)
            {
                (expired ??= []).Add(gateway);
            }
            else if (entry.Connections > 0)
            {
                gateways.Add(gateway);
                connections += entry.Connections;
            }
        }

        expired?.ForEach(gateway => _gateways.Remove(gateway));
        return connections;
    }

    private readonly record struct Entry(int Connections, DateTimeOffset Until, long Version);
}
