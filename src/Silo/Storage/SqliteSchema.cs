using Microsoft.Data.Sqlite;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// The SQLite database behind Orleans' own ADO.NET providers, which bring neither tables nor SQL of their own.
/// </summary>
/// <remarks>
/// <para>
/// The connection string needs nothing but <c>Data Source</c>, best as an absolute path: a relative one follows the
/// working directory, and two processes would end up in two files. Of the other options:
/// </para>
/// <list type="bullet">
/// <item><description>
/// <c>Default Timeout</c> (30 seconds unless set) is how long a statement waits for another process' write. It is the
/// only such setting that reaches the connections Orleans opens itself, so it must not be shortened below the
/// longest write of any tool that shares the file, and never be 0, which means for ever.
/// </description></item>
/// <item><description>
/// <c>Pooling</c> stays on, as it is by default: Orleans opens a connection per query, and when the last connection of
/// a file closes, SQLite folds the write-ahead log back and deletes it.
/// </description></item>
/// <item><description>
/// <c>Cache=Shared</c> must not be used: it locks whole tables between the connections of a process, with an error
/// that is not the one of a busy file, and takes away what the write-ahead log gives.
/// </description></item>
/// <item><description>
/// <c>Mode=Memory</c> and <c>:memory:</c> are refused: each connection of Orleans would see an empty database.
/// </description></item>
/// </list>
/// </remarks>
internal static class SqliteSchema
{
    private static readonly string[] _scripts = ["Clustering.sql", "Persistence.sql", "Reminders.sql"];

    /// <summary>
    /// Creates the folder, the database and what Orleans needs in it, as far as missing. It has to run before the host
    /// starts, as the providers read their queries on start; any number of processes may run it at once.
    /// </summary>
    /// <param name="connectionString">The connection string that the Orleans providers are given too.</param>
    /// <exception cref="ArgumentException">The connection string names no database file.</exception>
    /// <exception cref="InvalidOperationException">The file cannot be used with a write-ahead log.</exception>
    public static void EnsureCreated(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        if (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:")
        {
            throw new ArgumentException(
                "Orleans opens a connection per query, so the data source has to be a file.", nameof(connectionString));
        }

        // SQLite creates a missing file, but no missing folder. A file: URI is left to those who write one.
        if (!settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            && Path.GetDirectoryName(Path.GetFullPath(settings.DataSource)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using var connection = new SqliteConnection(connectionString);
        connection.Open();

        // Without it a reader and a writer shut each other out. It stays with the file, and is not possible within a
        // transaction; a file system without shared memory (a network share) answers with the mode it kept.
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA journal_mode = WAL;";
            if (command.ExecuteScalar() is not "wal")
            {
                throw new InvalidOperationException(
                    $"SQLite cannot keep a write-ahead log for '{settings.DataSource}': is it on a network share?");
            }
        }

        // The write lock is taken at the start and not at the first write: the second of two processes then waits for
        // its turn, where two readers that both want to write would fail at once.
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var script in _scripts)
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = ReadScript(script);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static string ReadScript(string name)
    {
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(typeof(SqliteSchema), name)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
