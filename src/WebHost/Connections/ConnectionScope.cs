using System.Collections;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// Whose log messages these are: the connection, its client and its user, by their ids alone. One for each connection, which looks at it when somebody reads the log: it costs nothing per message.
/// </summary>
internal sealed class ConnectionScope(ClientConnection connection) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("ConnectionId", connection.Id),
        1 => new("ClientId", connection.ClientId),
        2 => new("UserId", connection.Caller.UserId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For formatters that write text.</summary>
    public override string ToString() => $"ConnectionId:{connection.Id} ClientId:{connection.ClientId} UserId:{connection.Caller.UserId}";
}
