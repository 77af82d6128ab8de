using System.Collections.Concurrent;

namespace AndroidZen.WebHost.Connections;

/// <summary>The connections that this gateway holds.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, ClientConnection> _connections = new(StringComparer.Ordinal);

    public int Count => _connections.Count;

    /// <summary>All of them, as they are while one enumerates.</summary>
    public IEnumerable<ClientConnection> All => _connections.Select(entry => entry.Value);

    public void Add(ClientConnection connection) => _connections[connection.Id] = connection;

    public void Remove(ClientConnection connection) => _connections.TryRemove(KeyValuePair.Create(connection.Id, connection));

    public ClientConnection? Find(string connectionId) => _connections.GetValueOrDefault(connectionId);
}
