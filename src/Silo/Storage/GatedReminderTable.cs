namespace AndroidZen.Silo.Storage;

/// <summary>The table of reminders, behind a gate.</summary>
internal sealed class GatedReminderTable(IReminderTable table, IStorageGate gate) : IReminderTable
{
    public Task StartAsync(CancellationToken cancellationToken) => table.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => table.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) => gate.ReadAsync(() => table.ReadRows(grainId, CancellationToken.None), cancellationToken);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken) => gate.ReadAsync(() => table.ReadRows(begin, end, CancellationToken.None), cancellationToken);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) =>
        gate.ReadAsync(() => table.ReadRow(grainId, reminderName, CancellationToken.None), cancellationToken);

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken) => gate.WriteAsync(() => table.UpsertRow(entry, CancellationToken.None), cancellationToken);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken) =>
        gate.WriteAsync(() => table.RemoveRow(grainId, reminderName, eTag, CancellationToken.None), cancellationToken);

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public Task TestOnlyClearTable(CancellationToken cancellationToken) => gate.WriteAsync(() => table.TestOnlyClearTable(CancellationToken.None), cancellationToken);
}
