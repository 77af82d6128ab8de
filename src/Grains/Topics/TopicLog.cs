using System.Collections.Immutable;
using AndroidZen.Grains.Storage;
using Orleans.Storage;

namespace AndroidZen.Grains.Topics;

/// <summary>
/// A durable topic's publications in grain storage. Each append writes the head, whatever the length of the history: it has the latest publications, and names the segments that
/// have the ones before; now and then a segment is written beside it. Who else may write, and what then happens, is the matter of <see cref="SlottedRecords{THead, TSlot}"/>.
/// </summary>
/// <param name="storage">Any of Orleans' storage providers.</param>
/// <param name="grain">Whose log it is.</param>
/// <param name="segmentBytes">When the head's publications have more, they become a segment.</param>
internal sealed class TopicLog(IGrainStorage storage, GrainId grain, int segmentBytes)
{
    private readonly SlottedRecords<TopicLogHead, TopicLogSegment> _records =
        new(storage, grain, "topic", static (message, failure) => new TopicLogLostException(message, failure));

    private TopicLogSlot? _unnamed; // A segment of the tail's first publications, which no head names yet.
    private bool _mustSealFirst;

    /// <summary>The head as it was last read or written.</summary>
    public TopicLogHead Head => _records.Head;

    /// <summary>Reads everything.</summary>
    /// <returns>The publications that are stored, oldest first and without holes: where a segment is missing, only those after it.</returns>
    public async Task<IReadOnlyList<StoredPublication>> LoadAsync()
    {
        var segments = await _records.LoadAsync(static head => head.Segments.Select(segment => segment.Slot));
        var publications = segments.SelectMany(segment => segment.Publications).Concat(Head.Tail).ToList();
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
        _records.ThrowIfLost(); // Appended to another activation's log, publications would get offsets that others have.
        var head = _unnamed is { } slot ? WithSegment(Head, slot) : Head;
        var isFull = !head.Tail.IsEmpty && SizeOf(head.Tail) + SizeOf(publications) > segmentBytes;
        if (isFull && (!_records.IsOwner || _mustSealFirst))
        {
            if (!_records.IsOwner)
            {
                await _records.WriteHeadAsync(head with { Write = NewWrite() });
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
            await _records.WriteHeadAsync(next);
            _unnamed = null;
            return;
        }

        // A segment costs no time: it is written beside a head that has its publications still, and the next head names it.
        var sealing = SealAsync(head, next.Write);
        try
        {
            await _records.WriteHeadAsync(next);
        }
        finally
        {
            await Task.WhenAny(sealing);
        }

        // One that cannot be written beside the head is written before the next, whose publishers hear it if that fails too.
        _mustSealFirst = !sealing.IsCompletedSuccessfully;
        _unnamed = _mustSealFirst ? null : await sealing;
    }

    /// <summary>Stores the tail as a segment, before a head that names it, into a slot that no head names.</summary>
    /// <param name="head">The head whose tail it is.</param>
    /// <param name="nextWrite">The head that is written meanwhile.</param>
    private async Task<TopicLogSlot> SealAsync(TopicLogHead head, string? nextWrite)
    {
        var slot = Enumerable.Range(0, head.Segments.Length + 1).Except(head.Segments.Select(segment => segment.Slot)).First();
        await _records.WriteSlotAsync(slot, new TopicLogSegment { Publications = head.Tail }, nextWrite);
        return new TopicLogSlot(slot, head.Tail[0].Offset);
    }

    /// <summary>The head that names a segment, and has what is in it no more.</summary>
    private TopicLogHead WithSegment(TopicLogHead head, TopicLogSlot slot) => head with
    {
        Segments = head.Segments.Add(slot),
        Tail = head.Tail.RemoveRange(0, _records[slot.Slot].Publications.Length),
    };

    private static ImmutableArray<TopicLogSlot> Needed(TopicLogHead head, long floor)
    {
        var outdated = head.Segments.Zip(head.Segments.Skip(1), (_, next) => next.FirstOffset <= floor + 1).TakeWhile(isOutdated => isOutdated).Count();
        return head.Segments.RemoveRange(0, outdated);
    }

    private static string NewWrite() => SlottedRecords<TopicLogHead, TopicLogSegment>.NewWrite();

    private static int SizeOf(IReadOnlyList<StoredPublication> publications) => publications.Sum(static publication => publication.Data.Length + 128);
}
