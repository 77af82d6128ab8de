using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>Who is on the topic.</summary>
internal sealed partial class TopicReceivers
{
    /// <summary>Whether the topic tells who comes and goes.</summary>
    public bool HasPresence => _policy.HasPresence;

    /// <summary>The connections that are counted (<see cref="Places"/>).</summary>
    public IReadOnlyList<ClientConnection> Members
    {
        get
        {
            lock (_lock)
            {
                return [.. _places.Keys];
            }
        }
    }
}
