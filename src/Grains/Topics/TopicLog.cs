using System.Collections.Immutable;
using System.Globalization;
using Orleans.Storage;

namespace AndroidZen.Grains.Topics;

/// <summary>
/// A durable topic's publications in grain storage. Each append writes the head, whatever the length of the history: it has the latest publications, and names the segments that
/// have the ones before; now and then a segment is written beside it. The head's etag also tells two activations of a topic apart, which a cluster may have for a moment while a silo dies: one of them fails, and stores nothing. The order of
/// reads and writes keeps it from the other's segments, too: who has not written the head writes no segment, and who finds a slot taken looks at the head before writing over it.
/// </summary>
/// <param name="storage">Any of Orleans' storage providers.</param>
/// <param name="grain">Whose log it is.</param>
/// <param name="segmentBytes">When the head's publications have more, they become a segment.</param>
internal sealed class TopicLog(IGrainStorage storage, GrainId grain, int segmentBytes)
{
    private const string HeadName = "topic";
    private const string WrittenByAnother = "Another activation has written the topic's log, or a write has come through that had been given up.";

    private readonly Dictionary<int, GrainState<TopicLogSegment>> _slots = [];
    private GrainState<TopicLogHead> _head = new() { State = new() };
    private TopicLogLostException? _lost;
    private TopicLogSlot? _unnamed; // A segment of the tail's first publications, which no head names yet.
    private bool _mustSealFirst;
    private bool _isOwner; // Has written the head, so every activation from before can write it no more.

    /// <summary>The head as it was last read or written.</summary>
    public TopicLogHead Head => _head.State!;

    /// <summary>Reads everything.</summary>
    /// <returns>The publications that are stored, oldest first and without holes: where a segment is missing, only those after it.</returns>
    public async Task<IReadOnlyList<StoredPublication>> LoadAsync()
    {
        _head = await ReadAsync<TopicLogHead>(HeadName);
        var segments = await Task.WhenAll(Head.Segments.Select(segment => ReadAsync<TopicLogSegment>(NameOf(segment.Slot))));
        foreach (var (name, segment) in Head.Segments.Zip(segments))
        {
            _slots[name.Slot] = segment;
        }

        var publications = segments.SelectMany(segment => segment.State!.Publications).Concat(Head.Tail).ToList();
        var begin = publications.Count;
        while (begin > 0 && publications[begin - 1].Offset == Head.Offset - (publications.Count - begin))
        {
            begin--;
        }

        return publications[begin..];
    }

    /// <summary>Stores publications behind all others.</summary>
    /// <param name="epoch">The epoch of the first, and of all.</param>
    /// <param name="publications">With the next offsets.</param>
    /// <param name="floor">The offset of the last publication that need not be kept.</param>
    /// <exception cref="TopicLogLostException">Whether they are stored cannot be told, or another activation has written: this one must end.</exception>
    public async Task AppendAsync(string epoch, IReadOnlyList<StoredPublication> publications, long floor)
    {
        if (_lost is not null)
        {
            // What was read since is another activation's: appended to it, publications would get offsets that others have.
            throw new TopicLogLostException(_lost.Message, _lost);
        }

        var head = _unnamed is { } slot ? WithSegment(Head, slot) : Head;
        var isFull = !head.Tail.IsEmpty && SizeOf(head.Tail) + SizeOf(publications) > segmentBytes;
        if (isFull && (!_isOwner || _mustSealFirst))
        {
            if (!_isOwner)
            {
                await WriteHeadAsync(head with { Write = NewWrite() });
            }

            head = WithSegment(head, await SealAsync(head, nextWrite: null));
            (isFull, _mustSealFirst) = (false, false);
        }

        var next = head with
        {
            Epoch = epoch,
            Write = NewWrite(),
            Offset = publications[^1].Offset,
            Segments = Needed(head, floor),
            Tail = head.Tail.AddRange(publications),
        };
        if (!isFull)
        {
            await WriteHeadAsync(next);
            _unnamed = null;
            return;
        }

        // A segment costs no time: it is written beside a head that has its publications still, and the next head names it.
        var sealing = SealAsync(head, next.Write);
        try
        {
            await WriteHeadAsync(next);
        }
        finally
        {
            await Task.WhenAny(sealing);
        }

        // One that cannot be written beside the head is written before the next, whose publishers hear it if that fails too.
        _mustSealFirst = !sealing.IsCompletedSuccessfully;
        _unnamed = _mustSealFirst ? null : await sealing;
    }

    private async Task WriteHeadAsync(TopicLogHead next)
    {
        var before = Head;
        try
        {
            _head.State = next;
            await storage.WriteStateAsync(HeadName, grain, _head);
        }
        catch (Exception failure)
        {
            var read = await ReadAgainAsync(failure);
            var stored = read.State!;
            _head = read;
            if (stored.Write == before.Write)
            {
                throw; // Nothing was stored; the next append may be.
            }

            if (stored.Write != next.Write)
            {
                throw Lost(WrittenByAnother, failure);
            }
        }

        _isOwner = true;
    }

    private async Task<GrainState<TopicLogHead>> ReadAgainAsync(Exception failure)
    {
        try
        {
            return await ReadAsync<TopicLogHead>(HeadName);
        }
        catch (Exception exception)
        {
            throw Lost("The topic's log could not be written, nor read to see whether it was.", new AggregateException(failure, exception));
        }
    }

    private TopicLogLostException Lost(string message, Exception failure) => _lost = new TopicLogLostException(message, failure);

    /// <summary>Stores the tail as a segment, before a head that names it, into a slot that no head names: whatever is there is written over.</summary>
    /// <param name="head">The head whose tail it is.</param>
    /// <param name="nextWrite">The head that is written meanwhile.</param>
    private async Task<TopicLogSlot> SealAsync(TopicLogHead head, string? nextWrite)
    {
        var write = Head.Write;
        var slot = Enumerable.Range(0, head.Segments.Length + 1).Except(head.Segments.Select(segment => segment.Slot)).First();
        var record = _slots.GetValueOrDefault(slot) ?? new GrainState<TopicLogSegment>();
        record.State = new TopicLogSegment { Publications = head.Tail };
        try
        {
            await storage.WriteStateAsync(NameOf(slot), grain, record);
        }
        catch (InconsistentStateException failure)
        {
            // First the slot, then the head: if this is still its owner, no later one can have sealed into the slot that was read, and one that does so from now on makes its etag stale.
            record = await ReadAsync<TopicLogSegment>(NameOf(slot));
            var stored = (await ReadAsync<TopicLogHead>(HeadName)).State!.Write;
            if (stored != write && stored != nextWrite)
            {
                throw Lost(WrittenByAnother, failure);
            }

            record.State = new TopicLogSegment { Publications = head.Tail };
            await storage.WriteStateAsync(NameOf(slot), grain, record);
        }

        _slots[slot] = record;
        return new TopicLogSlot(slot, head.Tail[0].Offset);
    }

    /// <summary>The head that names a segment, and has what is in it no more.</summary>
    private TopicLogHead WithSegment(TopicLogHead head, TopicLogSlot slot) => head with
    {
        Segments = head.Segments.Add(slot),
        Tail = head.Tail.RemoveRange(0, _slots[slot.Slot].State!.Publications.Length),
    };

    private static ImmutableArray<TopicLogSlot> Needed(TopicLogHead head, long floor)
    {
        var outdated = head.Segments.Zip(head.Segments.Skip(1), (_, next) => next.FirstOffset <= floor + 1).TakeWhile(isOutdated => isOutdated).Count();
        return head.Segments.RemoveRange(0, outdated);
    }

    private async Task<GrainState<T>> ReadAsync<T>(string name)
        where T : new()
    {
        var state = new GrainState<T> { State = new T() };
        await storage.ReadStateAsync(name, grain, state);
        state.State ??= new T();
        return state;
    }

    private static string NewWrite() => Guid.NewGuid().ToString("N");

    private static string NameOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"{HeadName}-{slot}");

    private static int SizeOf(IReadOnlyList<StoredPublication> publications) => publications.Sum(static publication => publication.Data.Length + 128);
}
