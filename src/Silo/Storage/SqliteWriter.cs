using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// The one writer of a SQLite file, for all of this process: states, reminders and membership. There can be only one anyway, and Microsoft.Data.Sqlite has whoever comes second sleep for 150 ms on a
/// thread of the pool, again and again, overtaken by whoever comes then: with some dozens of grains that store at the same time, no thread is left for anything else, and who is
/// overtaken may wait as long as they go on. Here they wait without a thread, and in turn; other processes have theirs (<see cref="SqliteTurn"/>). Reads wait for nobody: there is a write-ahead log.
/// </summary>
internal sealed class SqliteWriter(SqliteTurn? turn) : IStorageGate, IDisposable
{
    private static readonly ConcurrentDictionary<string, SqliteWriter> _writers = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _mayWrite = new(1, 1);

    /// <summary>The writer of the file that the connection string names.</summary>
    public static SqliteWriter Of(string connectionString) => _writers.GetOrAdd(connectionString, static of => new SqliteWriter(TurnOf(new SqliteConnectionStringBuilder(of).DataSource)));

    public Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken) => read();

    /// <summary>Writes when its turn has come, in the context of who asks: a grain's state is stored as the grain has it then.</summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _mayWrite.WaitAsync(cancellationToken);
        try
        {
            using var taken = turn is null ? default : await turn.TakeAsync(cancellationToken);
            return await write();
        }
        finally
        {
            _mayWrite.Release();
        }
    }

    public void Dispose()
    {
        _mayWrite.Dispose();
        turn?.Dispose();
    }

    /// <summary>A <c>file:</c> address is for SQLite to read.</summary>
    private static SqliteTurn? TurnOf(string database) => database.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? null : new SqliteTurn(Path.GetFullPath(database), TimeProvider.System);
}
