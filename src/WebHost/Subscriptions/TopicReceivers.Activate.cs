using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>From a place to receiving: at once, or behind what the client has missed.</summary>
internal sealed partial class TopicReceivers
{
    /// <summary>
    /// Makes a connection that has a place receive; <paramref name="acknowledge"/> is called in the same step with the position from which it receives on. What it has missed is sent as fast as
    /// it reads; publications that come meanwhile are behind it. A connection that has lost its place meanwhile, because it closed, stays out.
    /// </summary>
    public async Task ActivateAsync(ClientConnection connection, SubscriptionRequest request, Action<SubscriptionAnswer> acknowledge)
    {
        var activation = new Activation(connection, request, acknowledge);
        while (!TryActivate(activation))
        {
            await connection.WhenRoomAsync();
            await PrepareReplayAsync(activation.Sent ?? request.Since);
        }
    }

    /// <returns><see langword="false"/> if the past matters and is not here, or the connection has no room for all that it has missed.</returns>
    private bool TryActivate(Activation activation)
    {
        lock (_lock)
        {
            if (!_places.ContainsKey(activation.Connection))
            {
                return true;
            }

            if (activation.Request.NeedsReplay && _replay?.IsComplete != true)
            {
                return false;
            }

            if (activation.Sent is null && InTheEpochOfNow(activation.Request.Since) is { } since && !_replay!.Answers(since) && !activation.HasAsked)
            {
                activation.HasAsked = true;
                return false;
            }

            if (activation.Sent is null)
            {
                Acknowledge(activation);
            }
            else if (!_replay!.Covers(activation.Sent.Value))
            {
                // The client reads so slowly that the history has gone on without it, or the topic has begun anew meanwhile.
                SendSnapshot(activation, _replay.CountAfter(activation.Sent.Value), recovered: false);
            }

            if (!TrySendMissed(activation))
            {
                return false;
            }

            _places[activation.Connection] = new Place(IsReceiving: true, activation.Conflation(_policy));
            _receivers++;
            return true;
        }
    }

    private void Acknowledge(Activation activation)
    {
        if (InTheEpochOfNow(activation.Request.Since) is { } since)
        {
            if (_replay!.Covers(since))
            {
                activation.Sent = since;
                activation.Acknowledge(since == activation.Request.Since
                    ? new SubscriptionAnswer(since, Recovered: true, _replay.CountAfter(since))
                    : new SubscriptionAnswer(since, Recovered: false, Missed: 0, Snapshot: 0));
            }
            else
            {
                SendSnapshot(activation, _replay.CountAfter(since), recovered: false);
            }
        }
        else if (activation.Request.WithSnapshot)
        {
            SendSnapshot(activation, missed: null, recovered: null);
        }
        else
        {
            activation.Sent = _ledger.Delivered ?? default;
            activation.Acknowledge(new SubscriptionAnswer(activation.Sent.Value));
        }
    }

    private void SendSnapshot(Activation activation, long? missed, bool? recovered)
    {
        var snapshot = _replay!.Snapshot;
        activation.Sent = _ledger.Delivered ?? default;
        activation.Acknowledge(new SubscriptionAnswer(activation.Sent.Value, recovered, missed, snapshot.Count));
        foreach (var latest in snapshot)
        {
            activation.Connection.Enqueue(latest.Frame); // As many follow as the acknowledgement says.
        }
    }

    private bool TrySendMissed(Activation activation)
    {
        var sent = activation.Sent!.Value;
        if (sent == _ledger.Delivered)
        {
            return true;
        }

        foreach (var missed in _replay!.After(sent.Offset))
        {
            if (!activation.Connection.HasRoom)
            {
                return false;
            }

            // What a client has missed it gets whole, unless it wants the latest only.
            activation.Connection.Enqueue(missed.Frame, activation.Request.LatestOnly ? activation.Conflation(_policy) : Conflation.Never);
            activation.Sent = missed.Position;
        }

        return true;
    }

    /// <summary>A connection on its way to receiving.</summary>
    private sealed class Activation(ClientConnection connection, SubscriptionRequest request, Action<SubscriptionAnswer> acknowledge)
    {
        public ClientConnection Connection => connection;

        public SubscriptionRequest Request => request;

        /// <summary>Whether the sequencer has been asked what the client has missed.</summary>
        public bool HasAsked { get; set; }

        /// <summary>How far the client has been sent what it has missed; <see langword="null"/> before it has been acknowledged.</summary>
        public TopicPosition? Sent { get; set; }

        public void Acknowledge(SubscriptionAnswer answer) => acknowledge(answer);

        /// <summary>What may become of live publications that wait.</summary>
        public Conflation Conflation(TopicPolicy policy) => (policy.MayConflate, request.LatestOnly) switch
        {
            (false, _) => Connections.Conflation.Never,
            (true, true) => Connections.Conflation.Always,
            (true, false) => Connections.Conflation.WhenSlow,
        };
    }
}
