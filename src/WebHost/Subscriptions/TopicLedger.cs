using AndroidZen.Topics;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>
/// How far a topic has been delivered by this gateway: takes what the stream brings, in whatever order and number, and what the topic's sequencer answers, and gives out each publication once,
/// in order. What it cannot place waits here until the sequencer has been asked.
/// </summary>
/// <param name="maxParked">How many publications may wait. More are forgotten: the sequencer has them.</param>
internal sealed class TopicLedger(int maxParked)
{
    /// <summary>Of how many earlier lives of the topic it is known that they are over.</summary>
    private const int MaxFormerEpochs = 8;

    private readonly List<Publication> _parked = [];
    private readonly OrderedDictionary<string, long> _formerEpochs = new(StringComparer.Ordinal); // With the offset that was reached in each.
    private int _parkedBeforeRead;

    /// <summary>The last publication that was given out; <see langword="null"/> before <see cref="Begin"/>.</summary>
    public TopicPosition? Delivered { get; private set; }

    /// <summary>Whether the sequencer must be asked: something is missing before what waits, or the topic stands elsewhere.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>Forgets how far the topic has been delivered: it begins anew.</summary>
    public void Reset()
    {
        Delivered = null;
        IsBehind = false;
        _parked.Clear();
    }

    /// <summary>Begins at a position: everything before it does not matter here. What has come already and stands behind it has been given out with that.</summary>
    public void Begin(TopicPosition position)
    {
        Delivered = position;
        IsBehind = false;
        _parkedBeforeRead = 0;
        TakeParked([]);
    }

    /// <summary>Takes a publication of the stream.</summary>
    /// <returns>Whether it can be told yet what to do with it.</returns>
    public LedgerVerdict Offer(Publication publication)
    {
        if (Delivered is not { } delivered)
        {
            return Park(publication); // The stream may be faster than the answer that says where to begin.
        }

        var position = publication.Position;
        if (position.Epoch == delivered.Epoch ? position.Offset <= delivered.Offset : _formerEpochs.ContainsKey(position.Epoch))
        {
            return LedgerVerdict.Duplicate;
        }

        if (!IsBehind && position == delivered with { Offset = delivered.Offset + 1 })
        {
            Delivered = position;
            return LedgerVerdict.Next;
        }

        IsBehind = true;
        return Park(publication);
    }

    /// <summary>The sequencer has said where the topic stands.</summary>
    public void Compare(TopicPosition position)
    {
        IsBehind |= Delivered is { } delivered && (position.Epoch != delivered.Epoch || position.Offset > delivered.Offset);
    }

    /// <summary>The sequencer is about to be asked: what waits by now came before its answer.</summary>
    public void BeginRead() => _parkedBeforeRead = _parked.Count;

    /// <summary>Takes what the sequencer has answered to a read since <see cref="Delivered"/>, or since an earlier position.</summary>
    /// <returns>What is to be delivered now.</returns>
    public LedgerRepair Apply(TopicRead read)
    {
        if (Delivered is not { } delivered)
        {
            return LedgerRepair.Nothing;
        }

        var isNewEpoch = read.Position.Epoch != delivered.Epoch;
        if (isNewEpoch)
        {
            Leave(delivered);
            delivered = Enter(read.Position.Epoch);
        }

        var lost = Math.Max(0, read.After - delivered.Offset);
        var begin = delivered with { Offset = delivered.Offset + lost };
        Delivered = begin;
        var next = new List<Publication>();
        Take(read.Publications, next);
        IsBehind = Delivered.Value.Offset < read.Position.Offset;
        if (!IsBehind)
        {
            TakeParked(next);
        }

        return new LedgerRepair(next, isNewEpoch || lost > 0 ? begin : null, lost);
    }

    private LedgerVerdict Park(Publication publication)
    {
        if (_parked.Count < maxParked)
        {
            _parked.Add(publication);
        }

        return LedgerVerdict.Parked;
    }

    private void Leave(TopicPosition position)
    {
        _formerEpochs[position.Epoch] = position.Offset;
        if (_formerEpochs.Count > MaxFormerEpochs)
        {
            _formerEpochs.RemoveAt(0);
        }
    }

    /// <summary>A topic may come back to an epoch: two silos may hold it for a moment while a cluster falls apart.</summary>
    private TopicPosition Enter(string epoch)
    {
        _formerEpochs.Remove(epoch, out var reached);
        return new TopicPosition(epoch, reached);
    }

    private void Take(IEnumerable<Publication> publications, List<Publication> next)
    {
        foreach (var publication in publications.Where(publication => publication.Position.Offset == Delivered!.Value.Offset + 1))
        {
            Delivered = publication.Position;
            next.Add(publication);
        }
    }

    /// <summary>What waited before the sequencer was asked, and is of another epoch than its answer, is of an earlier one: it comes late, or again.</summary>
    private void TakeParked(List<Publication> next)
    {
        var parked = _parked.ToList();
        _parked.Clear();
        for (var n = 0; n < parked.Count; n++)
        {
            if (n < _parkedBeforeRead && parked[n].Position.Epoch != Delivered!.Value.Epoch)
            {
                _formerEpochs.TryAdd(parked[n].Position.Epoch, parked[n].Position.Offset);
            }
            else if (Offer(parked[n]) == LedgerVerdict.Next)
            {
                next.Add(parked[n]);
            }
        }

        _parkedBeforeRead = 0;
    }
}

/// <summary>What a ledger makes of a publication.</summary>
internal enum LedgerVerdict
{
    /// <summary>It has been delivered before.</summary>
    Duplicate,

    /// <summary>It is the next, and to be delivered now.</summary>
    Next,

    /// <summary>Something before it is missing, or it is of another life of the topic.</summary>
    Parked,
}

/// <summary>What a repair brings.</summary>
/// <param name="Publications">To be delivered, in this order.</param>
/// <param name="Restart">Where they begin, if that is not where the last publication stood: the topic has begun anew, or publications are gone. Receivers must be told.</param>
/// <param name="Lost">How many publications of the epoch are gone before the first.</param>
internal readonly record struct LedgerRepair(IReadOnlyList<Publication> Publications, TopicPosition? Restart, long Lost)
{
    public static LedgerRepair Nothing { get; } = new([], null, 0);
}
