using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>
/// The connections of this gateway on one topic, and how far the topic has been delivered to them. A connection first reserves its place, so that the cluster counts it
/// and sends publications; it begins to receive in one step with its acknowledgement.
/// </summary>
internal sealed partial class TopicReceivers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ClientConnection, Place> _places = [];
    private readonly string _topic;
    private readonly ITopicSequencer _sequencer;
    private readonly TopicPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly TopicLedger _ledger;
    private readonly CoalescedCall _stateInterest;
    private readonly CoalescedCall _catchUp;
    private int _receivers;
    private int _tickets;
    private int _stated;
    private bool _isRetired;

    public TopicReceivers(string topic, ITopicSequencer sequencer, TopicPolicy policy, TimeProvider clock)
    {
        (_topic, _sequencer, _policy, _clock) = (topic, sequencer, policy, clock);
        _ledger = new TopicLedger(MaxParked);
        _stateInterest = new CoalescedCall(TellInterestAsync);
        _catchUp = new CoalescedCall(ReadToTheTopAsync);
    }

    /// <summary>The last publication that was delivered.</summary>
    public TopicPosition Position
    {
        get
        {
            lock (_lock)
            {
                return _ledger.Delivered ?? default;
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
                return _places.Count;
            }
        }
    }

    /// <summary>Takes a place, or, for a connection that has one already, stops its receiving: it begins anew.</summary>
    /// <returns><see langword="false"/> if the topic has been given up by this gateway in the meantime.</returns>
    public bool TryReserve(ClientConnection connection)
    {
        lock (_lock)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_places.Count == 0)
            {
                // While nobody was here, publications may have passed unseen.
                _ledger.Reset();
                ForgetReads();
            }

            _receivers -= _places.TryGetValue(connection, out var place) && place.IsReceiving ? 1 : 0;
            _places[connection] = new Place(++_tickets);
            return true;
        }
    }

    /// <summary>Gives a place back, if the connection has one; it receives nothing more from now on.</summary>
    public void Release(ClientConnection connection)
    {
        lock (_lock)
        {
            if (_places.Remove(connection, out var place) && place.IsReceiving)
            {
                _receivers--;
            }
        }
    }

    /// <summary>Makes the cluster know the number of connections as it is now.</summary>
    public Task StateInterestAsync() => _stateInterest.RunAsync();

    /// <summary>What the cluster is to be told of this topic now, together with others; <see langword="null"/> if others speak for it.</summary>
    public TopicInterest? TakeStatement()
    {
        lock (_lock)
        {
            _stated = _places.Count;
            return _isRetired ? null : new TopicInterest(_topic, _stated, _ledger.Delivered ?? default, _sequencer.NextVersion());
        }
    }

    /// <summary>
    /// Gives the topic up if nobody is on it and the cluster has been told so: what these receivers say last must not arrive behind what those say who come after them.
    /// Whoever waits for the last call tries again.
    /// </summary>
    public bool TryRetire() => _stateInterest.TryWhileIdle(() =>
    {
        lock (_lock)
        {
            return _isRetired = _places.Count == 0 && _stated == 0;
        }
    });

    /// <summary>Hands a publication of the stream to every receiver, if it is the next. One that was delivered before is dropped; if one is missing before it, it waits until that has come.</summary>
    /// <returns>What became of it, and how many receivers it went to.</returns>
    public (LedgerVerdict Verdict, int Receivers) Deliver(Publication publication, FanOut? fanOut = null, FrameTrace? trace = null)
    {
        lock (_lock)
        {
            var verdict = _ledger.Offer(publication);
            if (verdict == LedgerVerdict.Next)
            {
                Send(publication, fanOut, trace);
            }

            if (_ledger.IsBehind)
            {
                StartRepair();
            }

            return (verdict, _receivers);
        }
    }

    private async Task TellInterestAsync()
    {
        if (TakeStatement() is not { } statement)
        {
            return;
        }

        var position = await _sequencer.StateInterestAsync(statement);
        lock (_lock)
        {
            // Nobody is waiting for what came before. Where somebody is, publications before it may still be on their way.
            if (_ledger.Delivered is not { } delivered || (_receivers == 0 && (delivered.Epoch != position.Epoch || delivered.Offset < position.Offset)))
            {
                _ledger.Begin(position);
                ForgetReads();
            }
            else if (delivered.Epoch != position.Epoch)
            {
                _ledger.Compare(position);
            }

            if (_ledger.IsBehind)
            {
                StartRepair();
            }
        }
    }

    /// <summary>Encoded once, whatever the number of receivers.</summary>
    private void Send(Publication publication, FanOut? fanOut = null, FrameTrace? trace = null)
    {
        if (_receivers == 0 && _replay is null && _filling is null)
        {
            return;
        }

        var frame = FrameEncoder.Publication(publication, trace);
        var delivered = new DeliveredFrame(publication.Position, publication.Key, frame);
        _filling?.TryAdd(delivered);
        if (_replay?.TryAdd(delivered) == false)
        {
            _replay = null;
        }

        foreach (var (connection, place) in _places)
        {
            if (place.IsReceiving)
            {
                connection.Enqueue(frame, place.Conflation, fanOut);
            }
        }
    }

    /// <summary>A connection that is counted.</summary>
    /// <param name="Ticket">Of its subscription: whatever began with another one is over.</param>
    /// <param name="IsReceiving">Whether it gets what is published.</param>
    /// <param name="Conflation">What may become of live publications that wait.</param>
    /// <param name="WantsState">Whether it has asked for the snapshot: if the topic begins anew, it gets that again.</param>
    private readonly record struct Place(int Ticket, bool IsReceiving = false, Conflation Conflation = default, bool WantsState = false);
}
