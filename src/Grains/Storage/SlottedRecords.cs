using System.Globalization;
using AndroidZen.Storage;
using Orleans.Storage;

namespace AndroidZen.Grains.Storage;

/// <summary>The record that says what is so.</summary>
internal interface IStoredHead
{
    /// <summary>Which write it was: no other has the same, neither of this activation nor of another.</summary>
    string Write { get; }
}

/// <summary>
/// The records of a grain in grain storage: a head, whose write is the moment at which something becomes so, and slots, whose content counts only where the head names them. The head's etag
/// also tells two activations apart, which a cluster may have for a moment while a silo dies: one of them fails, and stores nothing. The order of reads and writes keeps it from the
/// other's slots, too: who has not written the head (<see cref="IsOwner"/>) must write no slot, and who finds a slot taken looks at the head before writing over it.
/// </summary>
/// <param name="storage">Any of Orleans' storage providers.</param>
/// <param name="grain">Whose records they are.</param>
/// <param name="name">The head's name, and the beginning of the slots' names.</param>
/// <param name="newLostException">What is thrown when this activation does not know any more what is stored, and must end.</param>
internal sealed class SlottedRecords<THead, TSlot>(IGrainStorage storage, GrainId grain, string name, Func<string, Exception, Exception> newLostException)
    where THead : class, IStoredHead, new()
    where TSlot : class, new()
{
    private const string WrittenByAnother = "Another activation has written, or a write has come through that had been given up.";

    private readonly Dictionary<int, GrainState<TSlot>> _slots = [];
    private GrainState<THead> _head = new() { State = new() };
    private Exception? _lost;

    /// <summary>The head as it was last read or written.</summary>
    public THead Head => _head.State!;

    /// <summary>Whether this activation has written the head, so that every one from before can write it no more.</summary>
    public bool IsOwner { get; private set; }

    /// <summary>A <see cref="IStoredHead.Write"/> that no other head has.</summary>
    public static string NewWrite() => Guid.NewGuid().ToString("N");

    /// <summary>What a slot has, as it was last read or written.</summary>
    public TSlot this[int slot] => _slots[slot].State!;

    /// <summary>Reads the head and the slots that it names.</summary>
    /// <returns>The slots, in the order in which they are named; one that is missing is empty.</returns>
    public async Task<IReadOnlyList<TSlot>> LoadAsync(Func<THead, IEnumerable<int>> slotsOf)
    {
        _head = await ReadAsync<THead>(name);
        var slots = slotsOf(Head).ToList();
        var records = await Task.WhenAll(slots.Select(slot => ReadAsync<TSlot>(NameOf(slot))));
        foreach (var (slot, record) in slots.Zip(records))
        {
            _slots[slot] = record;
        }

        return [.. records.Select(record => record.State!)];
    }

    /// <summary>Throws again if this activation is lost: what was read since is another's, and nothing may be built upon it.</summary>
    public void ThrowIfLost()
    {
        if (_lost is not null)
        {
            throw newLostException(_lost.Message, _lost);
        }
    }

    /// <summary>Makes <paramref name="next"/> so. If it fails, either nothing was stored, and the next write may be, or this activation is lost.</summary>
    public async Task WriteHeadAsync(THead next)
    {
        var before = Head;
        try
        {
            _head.State = next;
            await storage.WriteStateAsync(name, grain, _head);
        }
        catch (StorageUnavailableException failure) when (failure.WasNotTried)
        {
            _head.State = before; // There is no doubt about what is stored.
            throw;
        }
        catch (Exception failure)
        {
            var read = await ReadAgainAsync(failure);
            var stored = read.State!;
            _head = read;
            if (stored.Write == before.Write)
            {
                throw; // Nothing was stored; the next write may be.
            }

            if (stored.Write != next.Write)
            {
                throw Lost(WrittenByAnother, failure);
            }
        }

        IsOwner = true;
    }

    /// <summary>Stores what a head will name, in a slot that no head names: whatever is there is written over.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="content">What it will have.</param>
    /// <param name="nextWrite">The head that is written meanwhile, if one is.</param>
    public async Task WriteSlotAsync(int slot, TSlot content, string? nextWrite = null)
    {
        var write = Head.Write;
        var record = _slots.GetValueOrDefault(slot) ?? new GrainState<TSlot>();
        record.State = content;
        try
        {
            await storage.WriteStateAsync(NameOf(slot), grain, record);
        }
        catch (InconsistentStateException failure)
        {
            // First the slot, then the head: if this is still its owner, no later one can have written the slot that was read, and one that does so from now on makes its etag stale.
            record = await ReadAsync<TSlot>(NameOf(slot));
            var stored = (await ReadAsync<THead>(name)).State!.Write;
            if (stored != write && stored != nextWrite)
            {
                throw Lost(WrittenByAnother, failure);
            }

            record.State = content;
            await storage.WriteStateAsync(NameOf(slot), grain, record);
        }

        _slots[slot] = record;
    }

    private async Task<GrainState<THead>> ReadAgainAsync(Exception failure)
    {
        try
        {
            return await ReadAsync<THead>(name);
        }
        catch (Exception exception)
        {
            throw Lost("What is stored could not be written, nor read to see whether it was.", new AggregateException(failure, exception));
        }
    }

    private Exception Lost(string message, Exception failure) => _lost = newLostException(message, failure);

    private async Task<GrainState<T>> ReadAsync<T>(string record)
        where T : new()
    {
        var state = new GrainState<T> { State = new T() };
        await storage.ReadStateAsync(record, grain, state);
        state.State ??= new T();
        return state;
    }

    private string NameOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"{name}-{slot}");
}
