namespace AndroidZen.WebHost.Connections;

/// <summary>
/// The connections that a batch of publications has given something to write. They are written when the whole batch has been queued: each once, however many publications it gets.
/// Not for use by several threads.
/// </summary>
internal sealed class FanOut
{
    [ThreadStatic]
    private static FanOut? _ofThisThread;

    private readonly List<ClientConnection> _connections = [];

    /// <summary>One that is there already: a list of ten thousand is not made anew for each batch.</summary>
    public static FanOut OfThisThread => _ofThisThread ??= new FanOut();

    /// <summary>Notes a connection whose writer is asleep. Nobody else writes for it until <see cref="Write"/>, which must therefore be called whatever happens meanwhile.</summary>
    public void Add(ClientConnection connection) => _connections.Add(connection);

    /// <summary>Writes to all of them, without waiting for any.</summary>
    public void Write()
    {
        foreach (var connection in _connections)
        {
            connection.Execute();
        }

        _connections.Clear();
    }
}
