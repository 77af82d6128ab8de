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
    public Task ActivateAsync(ClientConnection connection, SubscriptionRequest request, Action<SubscriptionAnswer> acknowledge)
    {
        Place place;
        lock (_lock)
        {
            if (!_places.TryGetValue(connection, out place))
            {
                return Task.CompletedTask;
            }
        }

        return ActivateAsync(new Activation(connection, place.Ticket, request, acknowledge));
    }

    private async Task ActivateAsync(Activation activation)
    {
        while (!TryActivate(activation))
        {
            await activation.Connection.WhenRoomAsync();
            await PrepareReplayAsync(activation.Sent ?? activation.Since, activation.WantsState);
        }
    }

    /// <returns><see langword="false"/> if the past matters and is not here, or the connection has no room for all that it has missed.</returns>
    private bool TryActivate(Activation activation)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(activation.Connection, out var place) || place.Ticket != activation.Ticket)
            {
                return true;
            }

            activation.Begin(_ledger.Delivered);
            if (activation.Request.NeedsReplay && _replay?.IsComplete != true)
            {
                return false;
            }

            if (activation.Sent is null && InTheEpochOfNow(activation.Since) is { } since && !_replay!.Answers(since) && !activation.HasAsked)
            {
                activation.HasAsked = true;
                return false;
            }

            if (!TryAcknowledge(activation) || !TrySendSnapshot(activation) || !TrySendMissed(activation))
            {
                return false;
            }

            _places[activation.Connection] = place with { IsReceiving = true, Conflation = activation.Conflation(_policy), WantsState = activation.Request.WithSnapshot };
            _receivers++;
            return true;
        }
    }

    /// <returns><see langword="false"/> if the topic's owner must be asked first.</returns>
    private bool TryAcknowledge(Activation activation)
    {
        if (activation.Sent is { } sent)
        {
            // Otherwise the client reads so slowly that the history has gone on without it, or the topic has begun anew meanwhile.
            return !activation.Request.NeedsReplay || _replay!.Covers(sent) || TryBeginSnapshot(activation, sent);
        }

        if (activation.Since is { } back && activation.WantsHistory)
        {
            var from = _replay!.KeptFrom(back);
            activation.Acknowledge(from, new SubscriptionAnswer(from, History: _replay.CountAfter(from)));
            return true;
        }

        if (InTheEpochOfNow(activation.Since) is { } since)
        {
            if (!_replay!.Covers(since))
            {
                return TryBeginSnapshot(activation, since);
            }

            activation.Acknowledge(since, since == activation.Request.Since
                ? new SubscriptionAnswer(since, Recovered: true, _replay.CountAfter(since))
                : new SubscriptionAnswer(since, Recovered: false, Missed: 0, Snapshot: 0));
            return true;
        }

        if (activation.Request.WithSnapshot)
        {
            return TryBeginSnapshot(activation, since: null);
        }

        var position = _ledger.Delivered ?? default;
        activation.Acknowledge(position, new SubscriptionAnswer(position));
        return true;
    }

    /// <summary>Acknowledges that a snapshot follows. That of an owner must have been read after it was wanted: it is exact at its position, and what has come since follows it.</summary>
    /// <param name="activation">Whose.</param>
    /// <param name="since">What the client has, and cannot be recovered from; <see langword="null"/> if it has nothing.</param>
    private bool TryBeginSnapshot(Activation activation, TopicPosition? since)
    {
        IReadOnlyList<Frame> frames;
        TopicPosition position;
        if (_sequencer.HasOwner)
        {
            activation.StateWantedAfter ??= _reads;
            if (_replay!.StateAfter(activation.StateWantedAfter.Value) is not { } state)
            {
                return false;
            }

            activation.StateWantedAfter = null;
            (frames, position) = (state.Frames, state.Position);
        }
        else
        {
            (frames, position) = ([.. _replay!.Snapshot.Select(latest => latest.Frame)], _ledger.Delivered ?? default);
        }

        long? missed = since?.Epoch == position.Epoch && since.Value.Offset <= position.Offset ? position.Offset - since.Value.Offset : null;
        activation.Acknowledge(position, new SubscriptionAnswer(position, since is null ? null : false, missed, frames.Count));
        activation.Snapshot = new(frames);
        return true;
    }

    private static bool TrySendSnapshot(Activation activation)
    {
        while (activation.Snapshot is { Count: > 0 } snapshot)
        {
            if (!activation.Connection.HasRoom)
            {
                return false;
            }

            activation.Connection.Enqueue(snapshot.Dequeue());
        }

        return true;
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
    private sealed class Activation(ClientConnection connection, int ticket, SubscriptionRequest request, Action<SubscriptionAnswer> acknowledge)
    {
        public ClientConnection Connection => connection;

        public int Ticket => ticket;

        public SubscriptionRequest Request => request;

        /// <summary>Where the client wants to begin: behind what it has, or so many publications back.</summary>
        public TopicPosition? Since { get; private set; } = request.Since;

        /// <summary>Whether it has nothing, and wants what was published before it came.</summary>
        public bool WantsHistory => request is { Since: null, History: not null };

        /// <summary>Whether the sequencer has been asked what the client has missed.</summary>
        public bool HasAsked { get; set; }

        /// <summary>How far the client has been sent what it has missed; <see langword="null"/> before it has been acknowledged.</summary>
        public TopicPosition? Sent { get; set; }

        /// <summary>What is to be sent still of the snapshot, before what it has missed.</summary>
        public Queue<Frame>? Snapshot { get; set; }

        /// <summary>How many reads had begun when the owner's state was first wanted; <see langword="null"/> while it is not.</summary>
        public int? StateWantedAfter { get; set; }

        public bool WantsState => StateWantedAfter is not null;

        /// <summary>The topic stands here now: that is from where one counts back.</summary>
        public void Begin(TopicPosition? delivered)
        {
            if (WantsHistory && delivered is { } top)
            {
                Since = top with { Offset = Math.Max(0, top.Offset - request.History!.Value) };
            }
        }

        public void Acknowledge(TopicPosition position, SubscriptionAnswer answer)
        {
            Sent = position;
            acknowledge(answer);
        }

        /// <summary>What may become of live publications that wait.</summary>
        public Conflation Conflation(TopicPolicy policy) => (policy.MayConflate, request.LatestOnly) switch
        {
            (false, _) => Connections.Conflation.Never,
            (true, true) => Connections.Conflation.Always,
            (true, false) => Connections.Conflation.WhenSlow,
        };
    }
}
