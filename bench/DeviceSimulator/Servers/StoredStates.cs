using Microsoft.Data.Sqlite;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>How often each kind of grain state has been written: in the server's SQLite database each row counts that itself, and is never removed.</summary>
internal sealed class StoredStates
{
    private readonly Dictionary<string, (long Writes, long Bytes)> _kinds = [];

    /// <summary>Reads the database; the server is not disturbed, because there is a write-ahead log.</summary>
    public static StoredStates Read(string database)
    {
        var states = new StoredStates();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT GrainTypeString, SUM(Version), SUM(IFNULL(LENGTH(PayloadBinary), 0)) FROM OrleansGrainState GROUP BY GrainTypeString";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            states._kinds[reader.GetString(0)] = (reader.GetInt64(1), reader.GetInt64(2));
        }

        return states;
    }

    /// <summary>How large all states of each kind are, in bytes.</summary>
    public IReadOnlyDictionary<string, long> Bytes => _kinds.ToDictionary(kind => kind.Key, kind => kind.Value.Bytes);

    /// <summary>Writes since then, of the kinds that had any.</summary>
    public IReadOnlyDictionary<string, long> WritesSince(StoredStates earlier) => _kinds
        .Select(kind => KeyValuePair.Create(kind.Key, kind.Value.Writes - earlier._kinds.GetValueOrDefault(kind.Key).Writes))
        .Where(kind => kind.Value > 0)
        .OrderByDescending(kind => kind.Value)
        .ToDictionary();
}
