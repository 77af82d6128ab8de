using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>
/// The connections of this gateway on one topic, and how far the topic has been delivered to them. A connection first reserves its place, so that the cluster counts it
/// and sends publications; it begins to receive in one step with its acknowledgement.
/// </summary>
internal sealed class TopicReceivers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientConnection, bool> _isReceiving = [];
    private readonly CoalescedCall _stateInterest;
    private TopicPosition? _delivered;
    private int _receivers;
    private int _stated;
    private bool _isRetired;

    /// <param name="stateInterest">Tells the topic how many connections there are; answers with the topic's position.</param>
    public TopicReceivers(Func<int, Task<TopicPosition>> stateInterest) => _stateInterest = new CoalescedCall(async () =>
    {
        if (!TryTakeStatement(out var places))
        {
            return; // Others speak for the topic now.
        }

        var position = await stateInterest(places);
        lock (_lock)
        {
            // Only a topic that has delivered nothing yet takes the answer: publications before it may still be on their way to the others.
            if (_delivered is not { } delivered
                || (_receivers == 0 && (delivered.Epoch != position.Epoch || delivered.Offset < position.Offset)))
            {
                _delivered = position;
            }
        }
    });

    /// <summary>The last publication that was delivered.</summary>
    public TopicPosition Position
    {
        get
        {
            lock (_lock)
            {
                return _delivered ?? default;
            }
        }
    }

    /// <summary>Connections that are counted: those that receive, and those about to.</summary>
    public int Places
    {
        get
        {
            lock (_lock)
            {
                return _isReceiving.Count;
            }
        }
    }

    /// <summary>Takes a place.</summary>
    /// <returns><see langword="false"/> if the topic has been given up by this gateway in the meantime.</returns>
    public bool TryReserve(ClientConnection connection)
    {
        lock (_lock)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_isReceiving.Count == 0)
            {
                _delivered = null; // While nobody was here, publications may have passed unseen.
            }

            _isReceiving[connection] = false;
            return true;
        }
    }

    /// <summary>
    /// Makes a connection that has a place receive; <paramref name="acknowledge"/> is called in the same step with the position from which it receives on. A connection that
    /// has lost its place meanwhile, because it closed, stays out.
    /// </summary>
    public void Activate(ClientConnection connection, Action<TopicPosition> acknowledge)
    {
        lock (_lock)
        {
            if (_isReceiving.TryGetValue(connection, out var isReceiving))
            {
                _receivers += isReceiving ? 0 : 1;
                _isReceiving[connection] = true;
                acknowledge(_delivered ?? default);
            }
        }
    }

    /// <summary>Gives a place back, if the connection has one; it receives nothing more from now on.</summary>
    public void Release(ClientConnection connection)
    {
        lock (_lock)
        {
            if (_isReceiving.Remove(connection, out var wasReceiving) && wasReceiving)
            {
                _receivers--;
            }
        }
    }

    /// <summary>Makes the cluster know the number of connections as it is now.</summary>
    public Task StateInterestAsync() => _stateInterest.RunAsync();

    /// <summary>
    /// Gives the topic up if nobody is on it and the cluster has been told so: what these receivers say last must not arrive behind what those say who come after them.
    /// Whoever waits for the last call tries again.
    /// </summary>
    public bool TryRetire() => _stateInterest.TryWhileIdle(() =>
    {
        lock (_lock)
        {
            return _isRetired = _isReceiving.Count == 0 && _stated == 0;
        }
    });

    private bool TryTakeStatement(out int places)
    {
        lock (_lock)
        {
            places = _stated = _isReceiving.Count;
            return !_isRetired;
        }
    }

    /// <summary>Hands a frame to every receiver, unless its publication has been delivered before.</summary>
    /// <returns>How many receivers there were; <see langword="null"/> for a duplicate.</returns>
    public int? Deliver(TopicPosition position, Frame frame)
    {
        lock (_lock)
        {
            if (_delivered is { } delivered && delivered.Epoch == position.Epoch && position.Offset <= delivered.Offset)
            {
                return null;
            }

            _delivered = position;
            foreach (var (connection, isReceiving) in _isReceiving)
            {
                if (isReceiving)
                {
                    connection.Enqueue(frame);
                }
            }

            return _receivers;
        }
    }
}
