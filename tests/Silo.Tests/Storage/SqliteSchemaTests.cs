using AndroidZen.Silo.Storage;
using Microsoft.Data.Sqlite;

namespace AndroidZen.Silo.Tests.Storage;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Missing, "test.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EnsureCreated_MissingFolder_MakesItAndTheTables()
    {
        SqliteSchema.EnsureCreated(TempFolder.ConnectionString(File));
        Assert.Equal(
            ["OrleansGrainState", "OrleansMembership", "OrleansMembershipVersion", "OrleansQuery", "OrleansReminder"],
            Query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
        Assert.Equal(["wal"], Query("PRAGMA journal_mode"));
    }

    [Fact]
    public void EnsureCreated_Twice_KeepsWhatIsThere()
    {
        SqliteSchema.EnsureCreated(TempFolder.ConnectionString(File));
        var queries = Query("SELECT QueryText FROM OrleansQuery ORDER BY QueryKey");
        Query("INSERT INTO OrleansReminder VALUES ('s', 'g', 'r', 1, '2026-01-01 00:00:00', 1000, 0)");
        Query("UPDATE OrleansQuery SET QueryText = 'of an older version'");

        SqliteSchema.EnsureCreated(TempFolder.ConnectionString(File));
        Assert.Equal(queries, Query("SELECT QueryText FROM OrleansQuery ORDER BY QueryKey"));
        Assert.Equal(["g"], Query("SELECT GrainId FROM OrleansReminder"));
    }

    [Fact]
    public async Task EnsureCreated_Concurrently_AllSucceed()
    {
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                SqliteSchema.EnsureCreated(TempFolder.ConnectionString(File));
            },
            TaskCreationOptions.LongRunning)));
        Assert.NotEmpty(Query("SELECT QueryKey FROM OrleansQuery"));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("")]
    public void EnsureCreated_NoFile_IsRefused(string connectionString) =>
        Assert.Throws<ArgumentException>(() => SqliteSchema.EnsureCreated(connectionString));

    private List<string> Query(string sql)
    {
        using var connection = new SqliteConnection(TempFolder.ConnectionString(File));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
