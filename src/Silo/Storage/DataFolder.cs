using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Storage;

/// <summary>Setting <c>Data:Folder</c>: where a process without a storage server keeps its state.</summary>
public static class DataFolder
{
    /// <summary>The setting's key.</summary>
    public const string Key = "Data:Folder";

    /// <summary>Below the working directory, unless configured otherwise.</summary>
    public const string Default = "data";

    /// <summary>The folder as an absolute path.</summary>
    public static string Of(IConfiguration configuration) => Path.GetFullPath(configuration[Key] is { Length: > 0 } folder ? folder : Default);

    /// <summary>The database in the folder.</summary>
    internal static string ConnectionString(IConfiguration configuration) =>
        new SqliteConnectionStringBuilder { DataSource = Path.Combine(Of(configuration), "androidzen.db") }.ToString();
}
