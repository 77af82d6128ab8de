namespace AndroidZen.WebHost.Connections;

/// <summary>The topics of one connection. Its reader adds and removes; its end closes the set, and nothing is added any more.</summary>
internal sealed class SubscribedTopics
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _topics.Count;
            }
        }
    }

    /// <summary>Whether <see cref="Close"/> has been called: what is subscribed to from now on must be given back.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Those of now.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _topics];
            }
        }
    }

    public bool Contains(string topic)
    {
        lock (_lock)
        {
            return _topics.Contains(topic);
        }
    }

    /// <returns><see langword="false"/> if it was there.</returns>
    public bool Add(string topic)
    {
        lock (_lock)
        {
            return _topics.Add(topic);
        }
    }

    public void Remove(string topic)
    {
        lock (_lock)
        {
            _topics.Remove(topic);
        }
    }

    /// <summary>Ends the set.</summary>
    /// <returns>What was in it.</returns>
    public IReadOnlyList<string> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return [.. _topics];
        }
    }
}
