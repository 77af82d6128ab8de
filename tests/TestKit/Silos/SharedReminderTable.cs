using System.Collections.Concurrent;

namespace AndroidZen.TestKit;

/// <summary>A reminder table that outlives every silo; Orleans' own in-memory table is a grain and dies with its silo.</summary>
public sealed class SharedReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), ReminderEntry> _rows = new();

    /// <summary>How many reminders the grain has.</summary>
    public int CountOf(IAddressable grain) => _rows.Keys.Count(key => key.Grain == grain.GetGrainId());

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Read(key => key == grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Read(grain => begin < end
        ? grain.GetUniformHashCode() > begin && grain.GetUniformHashCode() <= end
        : grain.GetUniformHashCode() > begin || grain.GetUniformHashCode() <= end);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Task.FromResult(_rows.GetValueOrDefault((grainId, reminderName)));

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        entry.ETag = Guid.NewGuid().ToString();
        _rows[(entry.GrainId, entry.ReminderName)] = entry;
        return Task.FromResult<string?>(entry.ETag);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => Task.FromResult(
        _rows.TryGetValue((grainId, reminderName), out var entry)
        && entry.ETag == eTag
        && _rows.TryRemove(KeyValuePair.Create((grainId, reminderName), entry)));

    public Task TestOnlyClearTable()
    {
        _rows.Clear();
        return Task.CompletedTask;
    }

    private Task<ReminderTableData> Read(Func<GrainId, bool> isWanted) =>
        Task.FromResult(new ReminderTableData(_rows.Where(row => isWanted(row.Key.Grain)).Select(row => row.Value)));
}
