using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>Which web gateways are interested in a topic, with how many connections, and until when.</summary>
internal sealed class InterestTable
{
    private readonly Dictionary<string, (int Connections, DateTimeOffset Until)> _gateways = new(StringComparer.Ordinal);

    /// <summary>Replaces what is known of the gateway; no connections end its interest.</summary>
    public void Set(GatewayInterest interest, DateTimeOffset now)
    {
        if (interest.Connections == 0)
        {
            _gateways.Remove(interest.Gateway);
        }
        else
        {
            _gateways[interest.Gateway] = (interest.Connections, now + interest.Lease);
        }
    }

    /// <summary>The gateways whose lease still runs, and the sum of their connections.</summary>
    public int CollectGateways(DateTimeOffset now, List<string> gateways)
    {
        gateways.Clear();
        var connections = 0;
        List<string>? expired = null;
        foreach (var (gateway, (count, until)) in _gateways)
        {
            if (until <= now)
            {
                (expired ??= []).Add(gateway);
                continue;
            }

            gateways.Add(gateway);
            connections += count;
        }

        expired?.ForEach(gateway => _gateways.Remove(gateway));
        return connections;
    }
}
