namespace AndroidZen.WebHost.Connections;

/// <summary>
/// The connections that a batch of publications has given something to write. They are written when the whole batch has been queued: each once, however many publications it gets.
/// Not for use by several threads.
/// </summary>
internal sealed class FanOut : IDisposable
{
    private readonly List<ClientConnection> _connections = [];

    /// <summary>Notes a connection whose writer is asleep.</summary>
    public void Add(ClientConnection connection) => _connections.Add(connection);

    /// <summary>Writes to all of them, without waiting for any. Whatever has happened meanwhile: nobody else writes for them.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Execute();
        }

        _connections.Clear();
    }
}
