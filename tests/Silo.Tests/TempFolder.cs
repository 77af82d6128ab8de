using AndroidZen.Silo.Storage;
using AndroidZen.TestKit;
using Microsoft.Data.Sqlite;

namespace AndroidZen.Silo.Tests;

/// <summary>A folder of one test, gone with it.</summary>
public sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("androidzen-test-").FullName;

    /// <summary>A folder that is not there yet.</summary>
    public string Missing => Path.Combine(Root, "not", "there");

    internal static string ConnectionString(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();

    /// <summary>The settings of a process whose state is in the folder.</summary>
    public Dictionary<string, string?> Settings() => new() { [DataFolder.Key] = Root };

    public void Dispose() => TemporaryFolder.DeleteAsync(Root).GetAwaiter().GetResult();
}
