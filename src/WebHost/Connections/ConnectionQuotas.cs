using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// How many connections this web host takes: in all, of a user, and from an address. A connection has a <see cref="ConnectionPlace"/> from before its handshake is answered until it is counted nowhere.
/// </summary>
internal sealed class ConnectionQuotas(IOptions<ClientConnectionOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofUser = new(StringComparer.Ordinal);
    private readonly Dictionary<ClientNetwork, int> _ofNetwork = [];
    private readonly Dictionary<string, ConnectionPlace> _open = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many connections there are, those included that are being opened.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>How many users and networks are counted.</summary>
    public (int Users, int Networks) Sizes
    {
        get
        {
            lock (_lock)
            {
                return (_ofUser.Count, _ofNetwork.Count);
            }
        }
    }

    /// <summary>Takes a place.</summary>
    /// <param name="clientId">A connection that has it already will be replaced, so its place counts no more: a client that has lost its connection comes back while the server still has the old one.</param>
    /// <param name="userId">None without a token; then nothing is counted for a user.</param>
    /// <param name="address">Where the client comes from.</param>
    /// <param name="place">The place.</param>
    /// <returns>Why there is none.</returns>
    public string? TryTake(string clientId, string? userId, IPAddress? address, out ConnectionPlace? place)
    {
        var network = options.Value.MaxPerAddress > 0 ? ClientNetwork.Of(address) : null;
        lock (_lock)
        {
            var older = _open.GetValueOrDefault(clientId);
            if (older is not null)
            {
                CountOut(older);
            }

            if (WhyFull(userId, network) is { } reason)
            {
                if (older is not null)
                {
                    CountAgain(older);
                }

                place = null;
                return reason;
            }

            place = new ConnectionPlace(this, clientId, userId, network, older);
            CountIn(place);
            return null;
        }
    }

    /// <inheritdoc cref="ConnectionPlace.MarkOpen"/>
    public void MarkOpen(ConnectionPlace place)
    {
        lock (_lock)
        {
            place.Replaced = null; // Its connection has been closed for this one.
            if (place.IsCounted)
            {
                _open[place.ClientId] = place;
            }
        }
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(ConnectionPlace place)
    {
        lock (_lock)
        {
            if (place.IsGone)
            {
                return;
            }

            place.IsGone = true;
            CountOut(place);
            if (place.Replaced is { IsGone: false, IsCounted: false } older)
            {
                CountAgain(older); // It has not been replaced after all.
            }
        }
    }

    private string? WhyFull(string? userId, ClientNetwork? network)
    {
        var limits = options.Value;
        if (_count >= limits.MaxPerHost)
        {
            return $"This host has {limits.MaxPerHost} connections, and takes no more";
        }

        if (limits.MaxPerUser > 0 && userId is not null && _ofUser.GetValueOrDefault(userId) >= limits.MaxPerUser)
        {
            return $"The user has {limits.MaxPerUser} connections to this host, and may have no more";
        }

        return network is { } origin && _ofNetwork.GetValueOrDefault(origin) >= limits.MaxPerAddress
            ? $"There are {limits.MaxPerAddress} connections to this host from your address, and may be no more"
            : null;
    }

    private void CountIn(ConnectionPlace place)
    {
        place.IsCounted = true;
        _count++;
        Add(_ofUser, place.UserId, 1);
        if (place.Network is { } network)
        {
            Add(_ofNetwork, network, 1);
        }
    }

    private void CountAgain(ConnectionPlace place)
    {
        CountIn(place);
        _open.TryAdd(place.ClientId, place);
    }

    private void CountOut(ConnectionPlace place)
    {
        if (!place.IsCounted)
        {
            return;
        }

        place.IsCounted = false;
        _count--;
        Add(_ofUser, place.UserId, -1);
        if (place.Network is { } network)
        {
            Add(_ofNetwork, network, -1);
        }

        if (_open.GetValueOrDefault(place.ClientId) == place)
        {
            _open.Remove(place.ClientId);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey? key, int difference)
        where TKey : notnull
    {
        if (key is null)
        {
            return;
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        count += difference;
        if (count == 0)
        {
            counts.Remove(key);
        }
    }
}
