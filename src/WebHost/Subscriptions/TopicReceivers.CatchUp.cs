using AndroidZen.Topics;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>What the stream has not brought, and what clients missed while they were away, is read from the topic's sequencer.</summary>
internal sealed partial class TopicReceivers
{
    /// <summary>How many publications may wait for a repair.</summary>
    private const int MaxParked = 16 * 1024;

    private static readonly TimeSpan _minRepairDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _maxRepairDelay = TimeSpan.FromSeconds(2);

    private Task _repairing = Task.CompletedTask;
    private TopicReplay? _replay;
    private TopicReplay? _filling;
    private TopicPosition? _wanted;
    private HashSet<string>? _wantedEpochs; // Set while a replay is wanted.
    private HashSet<string> _askedEpochs = [];
    private DateTimeOffset _replayUsedAt;
    private int _beginnings;
    private int _reads;
    private bool _isStateWanted;

    /// <summary>Completes when nothing is being repaired, and everybody receives again whom that has stopped. For tests.</summary>
    public async Task WhenRepairedAsync()
    {
        for (var (repairing, returning) = Repairs(); ;)
        {
            await repairing;
            await returning;
            var now = Repairs();
            if (now == (repairing, returning))
            {
                return;
            }

            (repairing, returning) = now;
        }

        (Task Repairing, Task Returning) Repairs()
        {
            lock (_lock)
            {
                return (_repairing, _returning);
            }
        }
    }

    /// <summary>The sequencer has said where the topic stands: if that is further on, a publication was lost, though nothing came behind it that would have told.</summary>
    public void Compare(TopicPosition position)
    {
        lock (_lock)
        {
            _ledger.Compare(position);
            if (_ledger.IsBehind)
            {
                StartRepair();
            }
        }
    }

    /// <summary>Frees what was kept for clients that come back, if none has come since.</summary>
    public void ForgetReplay(DateTimeOffset unusedSince)
    {
        lock (_lock)
        {
            _replay = _replayUsedAt < unusedSince ? null : _replay;
        }
    }

    /// <summary>The ledger begins anew: what is kept does not lead up to it, and what is being read may be older than it.</summary>
    private void ForgetReads()
    {
        (_replay, _filling) = (null, null);
        _beginnings++;
    }

    private void StartRepair()
    {
        if (_repairing.IsCompleted)
        {
            _sequencer.RepairBegan();
            _repairing = RepairAsync();
        }
    }

    /// <summary>Reads until nothing is missing, or nobody waits for it.</summary>
    private async Task RepairAsync()
    {
        await Task.Yield(); // The lock is held.
        var delay = _minRepairDelay;
        while (true)
        {
            try
            {
                await _catchUp.RunAsync();
            }
            catch (Exception exception)
            {
                _sequencer.RepairFailed(exception);
                await Task.Delay(delay, _clock);
                delay = delay * 2 < _maxRepairDelay ? delay * 2 : _maxRepairDelay;
            }

            lock (_lock)
            {
                if (!_ledger.IsBehind || _places.Count == 0)
                {
                    _repairing = Task.CompletedTask; // In this step: what comes next must find that nothing runs.
                    return;
                }
            }
        }
    }

    /// <summary>Makes sure that it can be told what a client has missed, and what its topic's owner says now.</summary>
    private async Task PrepareReplayAsync(TopicPosition? since, bool withState)
    {
        lock (_lock)
        {
            _replayUsedAt = _clock.GetUtcNow();
            if (!withState && _replay is { IsComplete: true } replay && (InTheEpochOfNow(since) is not { } known || replay.Answers(known)))
            {
                return;
            }

            _isStateWanted |= withState;
            _wantedEpochs ??= new(StringComparer.Ordinal);
            if (InTheEpochOfNow(since) is { } position)
            {
                _wantedEpochs.Add(position.Epoch);
                _wanted = position.Epoch == _ledger.Delivered?.Epoch && !(_wanted?.Offset <= position.Offset) ? position : _wanted;
            }
        }

        await _catchUp.RunAsync();
    }

    /// <summary>One at a time: reads what is missing, and with it what all wait for who have come back meanwhile.</summary>
    private async Task ReadToTheTopAsync()
    {
        if (BeginRead(out var beginning) is not { } request)
        {
            return;
        }

        while (true)
        {
            var read = await _sequencer.ReadAsync(request);
            lock (_lock)
            {
                if (beginning != _beginnings)
                {
                    return; // Whoever needs more asks again.
                }

                Apply(read, request);
                var end = read.After + read.Publications.Count;
                if (end >= read.Position.Offset || read.Publications.Count == 0)
                {
                    EndRead();
                    return;
                }

                request = request with { Since = read.Position with { Offset = end }, WithOlder = false };
            }
        }
    }

    private TopicReadRequest? BeginRead(out int beginning)
    {
        lock (_lock)
        {
            beginning = _beginnings;
            if (_ledger.Delivered is not { } delivered || (!_ledger.IsBehind && _wantedEpochs is null))
            {
                return null;
            }

            var since = _wanted is { } wanted && wanted.Epoch == delivered.Epoch && wanted.Offset < delivered.Offset ? wanted : delivered;
            var withSnapshot = _sequencer.HasOwner ? _isStateWanted : _wantedEpochs is not null;
            var request = new TopicReadRequest { Since = since, WithSnapshot = withSnapshot, WithOlder = _wanted is not null };
            _filling = _wantedEpochs is null ? null : new TopicReplay(_policy, _sequencer.HasOwner);
            (_wanted, _wantedEpochs, _askedEpochs, _isStateWanted) = (null, null, _wantedEpochs ?? [], false);
            _reads++;
            _ledger.BeginRead();
            return request;
        }
    }

    private void Apply(TopicRead read, TopicReadRequest request)
    {
        var before = _ledger.Delivered;
        var repair = _ledger.Apply(read);
        if (repair.Restart is { } restart)
        {
            _replay = null;
            TellRestart(before!.Value, restart, repair.Lost);
        }

        _filling?.Fill(read, request.Since!.Value, FrameEncoder.Publication, _reads);
        foreach (var publication in repair.Publications)
        {
            Send(publication);
        }
    }

    private void EndRead()
    {
        if (_filling is { } filled)
        {
            filled.Complete(_askedEpochs);
            (_replay, _filling) = (_replay?.TryTake(filled) == true ? _replay : filled, null);
        }
    }

    /// <summary>
    /// A durable topic has its epoch for good with its first publication; an activation that ends before that leaves none behind. So whoever stands at offset 0 of any epoch has missed nothing
    /// before the first publication of this one.
    /// </summary>
    private TopicPosition? InTheEpochOfNow(TopicPosition? position) =>
        _policy.IsDurable && position is { Offset: 0 } && _ledger.Delivered is { } delivered ? delivered with { Offset = 0 } : position;
}
