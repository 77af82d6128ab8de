using System.Collections.Concurrent;
using AndroidZen.Users;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Subscriptions;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Users;

/// <summary>The users that are connected to this gateway, each with its connections, and the user grains' knowledge of it.</summary>
internal sealed class GatewayUsers(IGrainFactory grains, GatewayIdentity gateway, IOptions<WebGatewayOptions> options)
{
    private readonly ConcurrentDictionary<string, ConnectedUser> _users = new(StringComparer.Ordinal);

    /// <summary>The ids of the users.</summary>
    public IReadOnlyCollection<string> Ids => [.. _users.Where(user => user.Value.Count > 0).Select(user => user.Key)];

    /// <summary>Adds a connection of a user; when this returns, the user's grain knows it.</summary>
    public async Task AddAsync(string userId, ClientConnection connection)
    {
        ConnectedUser user;
        do
        {
            user = _users.GetOrAdd(userId, NewUser);
        }
        while (!user.TryAdd(connection));

        await user.StateAsync();
    }

    /// <summary>Removes a connection of a user; when this returns, the user's grain knows it.</summary>
    public async Task RemoveAsync(string userId, ClientConnection connection)
    {
        if (_users.TryGetValue(userId, out var user))
        {
            user.Remove(connection);
            await user.StateAsync();
            RetireIfEmpty(userId, user);
        }
    }

    /// <summary>Renews the lease of every user; one that cannot be renewed keeps no other from it.</summary>
    /// <returns>The exceptions of those that could not.</returns>
    public Task<IReadOnlyCollection<Exception>> RenewAsync(CancellationToken cancellationToken) => EachLease.RenewAsync(
        _users,
        async user =>
        {
            await user.Value.StateAsync();
            RetireIfEmpty(user.Key, user.Value);
        },
        cancellationToken);

    private void RetireIfEmpty(string userId, ConnectedUser user)
    {
        if (user.TryRetire())
        {
            _users.TryRemove(KeyValuePair.Create(userId, user));
        }
    }

    private ConnectedUser NewUser(string userId) => new(connections => grains.GetUser(userId).SetConnectionsAsync(new UserConnections
    {
        Gateway = gateway.Id,
        Connections = [.. connections.Select(connection => new UserConnection(gateway.Id, connection.ClientId, connection.ConnectedAt))],
        Lease = options.Value.Lease,
    }));

    private sealed class ConnectedUser
    {
        private readonly Lock _lock = new();
        private readonly List<ClientConnection> _connections = [];
        private readonly CoalescedCall _state;
        private int _stated;
        private bool _isRetired;

        public ConnectedUser(Func<IReadOnlyList<ClientConnection>, Task> state) => _state = new CoalescedCall(() => StateAsync(state));

        public int Count => Snapshot().Count;

        public bool TryAdd(ClientConnection connection)
        {
            lock (_lock)
            {
                if (!_isRetired)
                {
                    _connections.Add(connection);
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

        private Task StateAsync(Func<IReadOnlyList<ClientConnection>, Task> state)
        {
            IReadOnlyList<ClientConnection> connections;
            lock (_lock)
            {
                if (_isRetired)
                {
                    return Task.CompletedTask; // Others speak for the user now.
                }

                connections = [.. _connections];
                _stated = connections.Count;
            }

            return state(connections);
        }

        private IReadOnlyList<ClientConnection> Snapshot()
        {
            lock (_lock)
            {
                return [.. _connections];
            }
        }
    }
}
