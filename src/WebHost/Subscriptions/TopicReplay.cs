using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>One publication as its receivers get it.</summary>
internal readonly record struct DeliveredFrame(TopicPosition Position, string? Key, Frame Frame);

/// <summary>The state of a topic's owner, as frames.</summary>
/// <param name="Position">Where it stands: what changes it comes after this.</param>
/// <param name="Frames">In the owner's order.</param>
/// <param name="Read">Which of the gateway's reads has brought it.</param>
internal sealed record TopicState(TopicPosition Position, IReadOnlyList<Frame> Frames, int Read);

/// <summary>
/// The latest publications of a topic as frames, and the latest of each key, for clients that come back: read from the sequencer once, then kept in step with what is delivered, so that
/// ten thousand clients cost one read.
/// </summary>
/// <param name="policy">How much is kept.</param>
/// <param name="hasOwner">Whether the snapshot is the owner's state, and not the latest publication of each key.</param>
internal sealed class TopicReplay(TopicPolicy policy, bool hasOwner = false)
{
    private readonly List<DeliveredFrame> _frames = [];
    private readonly List<DeliveredFrame> _live = [];
    private readonly Dictionary<string, DeliveredFrame> _latest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _formerEpochs = new(StringComparer.Ordinal);
    private string? _epoch;
    private long _after;
    private long _bytes;
    private bool _reachesBackToTheFloor;
    private TopicState? _state;

    /// <summary>Whether everything is here up to the last publication that was delivered. Before that it only gathers.</summary>
    public bool IsComplete { get; private set; }

    private long Top => _after + _frames.Count;

    /// <summary>The latest publication of each key, by offset.</summary>
    public IReadOnlyList<DeliveredFrame> Snapshot => [.. _latest.Values.OrderBy(frame => frame.Position.Offset)];

    /// <summary>The owner's state, if it was read later than <paramref name="read"/> and all that has changed it since is here; else it must be asked for.</summary>
    public TopicState? StateAfter(int read) => _state is { } state && state.Read > read && Covers(state.Position) ? state : null;

    /// <summary>A publication has been delivered.</summary>
    /// <returns><see langword="false"/> if it does not follow on the last: this replay is of no use any more.</returns>
    public bool TryAdd(DeliveredFrame frame)
    {
        if (!IsComplete)
        {
            _live.Add(frame);
            return true;
        }

        if (!IsNext(frame))
        {
            return false;
        }

        Append(frame);
        while (_frames.Count > policy.HistoryCount || (_bytes > policy.HistoryBytes && _frames.Count > 1))
        {
            // The half that is younger stays: taking the oldest away one by one would move all others each time.
            var surplus = (_frames.Count + 1) / 2;
            _bytes -= _frames.Take(surplus).Sum(old => old.Frame.Wire.Length);
            _frames.RemoveRange(0, surplus);
            _after += surplus;
            _reachesBackToTheFloor = false;
        }

        return true;
    }

    /// <summary>Adds what the sequencer has answered: one read, or the next of several that follow each other.</summary>
    /// <param name="read">The answer.</param>
    /// <param name="since">What was asked for.</param>
    /// <param name="encode">Makes a publication a frame.</param>
    /// <param name="number">Of the read, rising.</param>
    public void Fill(TopicRead read, TopicPosition since, Func<Publication, Frame> encode, int number = 0)
    {
        if (_epoch != read.Position.Epoch || read.After != Top)
        {
            _frames.Clear();
            if (_epoch != read.Position.Epoch)
            {
                _latest.Clear();
            }

            (_epoch, _after, _bytes) = (read.Position.Epoch, read.After, 0);
            _reachesBackToTheFloor = since.Epoch != _epoch || since.Offset < read.After;
        }

        foreach (var publication in read.Publications)
        {
            Append(new DeliveredFrame(publication.Position, publication.Key, encode(publication)));
        }

        if (hasOwner)
        {
            _state = read.Snapshot is { } state ? new TopicState(read.Position, [.. state.Select(encode)], number) : _state;
            return;
        }

        foreach (var latest in read.Snapshot ?? [])
        {
            SetLatest(new DeliveredFrame(latest.Position, latest.Key, encode(latest)));
        }
    }

    /// <summary>Takes over what a later read has brought, if this reaches as far back.</summary>
    /// <returns><see langword="false"/> if the later one must take the place of this.</returns>
    public bool TryTake(TopicReplay later)
    {
        if (!IsComplete || later._epoch != _epoch || later._after < _after || later.Top != Top)
        {
            return false;
        }

        _formerEpochs.UnionWith(later._formerEpochs);
        _state = later._state ?? _state;
        return true;
    }

    /// <summary>The sequencer has been read to its top: what has been delivered meanwhile comes behind it.</summary>
    /// <param name="askedEpochs">The epochs that clients had before the sequencer was asked: all but its own are over.</param>
    public void Complete(IEnumerable<string> askedEpochs)
    {
        IsComplete = true;
        _formerEpochs.UnionWith(askedEpochs.Where(epoch => epoch != _epoch));
        foreach (var frame in _live.Where(IsNext))
        {
            Append(frame);
        }

        _live.Clear();
    }

    /// <summary>Whether it can be told from this what a client has missed; else the sequencer must be asked.</summary>
    public bool Answers(TopicPosition since) => IsComplete
        && (since.Epoch == _epoch ? since.Offset <= Top && (since.Offset >= _after || _reachesBackToTheFloor) : _formerEpochs.Contains(since.Epoch));

    /// <summary>Whether all that came after the position is here.</summary>
    public bool Covers(TopicPosition since) => IsComplete && since.Epoch == _epoch && since.Offset >= _after && since.Offset <= Top;

    /// <summary>Where the publications that are kept begin, if it is later than the position.</summary>
    public TopicPosition KeptFrom(TopicPosition since) => new(_epoch!, since.Epoch == _epoch ? Math.Clamp(since.Offset, _after, Top) : _after);

    /// <summary>How many publications came after the position; <see langword="null"/> if that cannot be told.</summary>
    public long? CountAfter(TopicPosition since) => since.Epoch == _epoch && since.Offset <= Top ? Top - since.Offset : null;

    /// <summary>The publications after an offset, oldest first.</summary>
    public IEnumerable<DeliveredFrame> After(long offset) => _frames.Skip((int)(offset - _after));

    private bool IsNext(DeliveredFrame frame) => frame.Position == new TopicPosition(_epoch!, Top + 1);

    private void Append(DeliveredFrame frame)
    {
        _frames.Add(frame);
        _bytes += frame.Frame.Wire.Length;
        SetLatest(frame);
    }

    private void SetLatest(DeliveredFrame frame)
    {
        if (hasOwner || frame.Key is not { } key || (_latest.TryGetValue(key, out var known) && known.Position.Offset > frame.Position.Offset))
        {
            return;
        }

        _latest[key] = frame;
        if (_latest.Count > policy.SnapshotKeys)
        {
            _latest.Remove(_latest.MinBy(latest => latest.Value.Position.Offset).Key);
        }
    }
}
