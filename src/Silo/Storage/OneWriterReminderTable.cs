namespace AndroidZen.Silo.Storage;

/// <summary>Reminders in a SQLite file, written in turn (<see cref="SqliteWriter"/>).</summary>
internal sealed class OneWriterReminderTable(IReminderTable table, SqliteWriter writer) : IReminderTable
{
    public Task StartAsync(CancellationToken cancellationToken) => table.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => table.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => table.ReadRows(grainId);

    public Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) => table.ReadRows(grainId, cancellationToken);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => table.ReadRows(begin, end);

    public Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken) => table.ReadRows(begin, end, cancellationToken);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => table.ReadRow(grainId, reminderName);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) => table.ReadRow(grainId, reminderName, cancellationToken);

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken) => writer.RunAsync(() => table.UpsertRow(entry, cancellationToken), cancellationToken);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken) =>
        writer.RunAsync(() => table.RemoveRow(grainId, reminderName, eTag, cancellationToken), cancellationToken);

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public Task TestOnlyClearTable(CancellationToken cancellationToken) => writer.RunAsync(() => table.TestOnlyClearTable(cancellationToken), cancellationToken);
}
