using System.Collections.Concurrent;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Connections;

/// <summary>Connections of this gateway that belong together (those of a user, of a device's agent, or on a topic), and the cluster's knowledge of each group.</summary>
/// <param name="clock">Tells since when a connection is in a group.</param>
/// <param name="state">Tells the cluster which connections the group has now, and since when; never at the same time twice for one group.</param>
internal sealed class ConnectionGroups(TimeProvider clock, Func<string, IReadOnlyDictionary<ClientConnection, DateTimeOffset>, Task> state)
{
    private readonly ConcurrentDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    /// <summary>The ids of the groups that have connections.</summary>
    public IReadOnlyCollection<string> Ids => [.. _groups.Where(group => group.Value.Count > 0).Select(group => group.Key)];

    /// <summary>Since when the connection is in the group; <see langword="null"/> if it is not.</summary>
    public DateTimeOffset? FindSince(string id, ClientConnection connection) => _groups.TryGetValue(id, out var group) ? group.FindSince(connection) : null;

    /// <summary>Adds a connection, unless it is there; when this returns, the cluster knows it.</summary>
    public async Task AddAsync(string id, ClientConnection connection)
    {
        Group group;
        do
        {
            group = _groups.GetOrAdd(id, NewGroup);
        }
        while (!group.TryAdd(connection, clock.GetUtcNow()));

        await group.StateAsync();
    }

    /// <summary>Removes a connection at once; when this returns, the cluster knows it.</summary>
    public async Task RemoveAsync(string id, ClientConnection connection)
    {
        if (_groups.TryGetValue(id, out var group))
        {
            group.Remove(connection);
            await group.StateAsync();
            RetireIfEmpty(id, group);
        }
    }

    /// <summary>Removes a connection; the cluster hears of it with the next renewal.</summary>
    public void Forget(string id, ClientConnection connection)
    {
        if (_groups.TryGetValue(id, out var group))
        {
            group.Remove(connection);
        }
    }

    /// <summary>Renews the lease of every group; one that cannot be renewed keeps no other from it.</summary>
    /// <returns>The exceptions of those that could not.</returns>
    public Task<IReadOnlyCollection<Exception>> RenewAsync(RenewalPace pace, CancellationToken cancellationToken) => EachLease.RenewAsync(
        _groups,
        async group =>
        {
            await group.Value.StateAsync();
            RetireIfEmpty(group.Key, group.Value);
        },
        pace,
        cancellationToken);

    private void RetireIfEmpty(string id, Group group)
    {
        if (group.TryRetire())
        {
            _groups.TryRemove(KeyValuePair.Create(id, group));
        }
    }

    private Group NewGroup(string id) => new(connections => state(id, connections));

    private sealed class Group
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<ClientConnection, DateTimeOffset> _connections = [];
        private readonly CoalescedCall _state;
        private int _stated;
        private bool _isRetired;

        public Group(Func<IReadOnlyDictionary<ClientConnection, DateTimeOffset>, Task> state) => _state = new CoalescedCall(() => StateAsync(state));

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _connections.Count;
                }
            }
        }

        public DateTimeOffset? FindSince(ClientConnection connection)
        {
            lock (_lock)
            {
                return _connections.TryGetValue(connection, out var since) ? since : null;
            }
        }

        public bool TryAdd(ClientConnection connection, DateTimeOffset now)
        {
            lock (_lock)
            {
                if (!_isRetired)
                {
                    _connections.TryAdd(connection, now);
                }

                return !_isRetired;
            }
        }

        public void Remove(ClientConnection connection)
        {
            lock (_lock)
            {
                _connections.Remove(connection);
            }
        }

        public Task StateAsync() => _state.RunAsync();

        /// <summary>As with topics: not before the cluster has been told.</summary>
        public bool TryRetire() => _state.TryWhileIdle(() =>
        {
            lock (_lock)
            {
                return _isRetired = _connections.Count == 0 && _stated == 0;
            }
        });

        private Task StateAsync(Func<IReadOnlyDictionary<ClientConnection, DateTimeOffset>, Task> state)
        {
            Dictionary<ClientConnection, DateTimeOffset> connections;
            lock (_lock)
            {
                if (_isRetired)
                {
                    return Task.CompletedTask; // Others speak for the group now.
                }

                connections = new(_connections);
                _stated = connections.Count;
            }

            return state(connections);
        }
    }
}
