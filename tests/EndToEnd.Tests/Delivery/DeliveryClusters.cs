using AndroidZen.TestKit;
using AndroidZen.TestKit.Storage;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>A cluster over Redis.</summary>
public sealed class RedisCluster : ProcessCluster
{
    protected override async Task<StorageServer?> StartStorageAsync() => await RedisServer.StartNewAsync();
}

/// <summary>A cluster over PostgreSQL, whose tables the command for it has made.</summary>
public sealed class PostgresCluster : ProcessCluster
{
    protected override async Task<StorageServer?> StartStorageAsync()
    {
        var postgres = await PostgresServer.StartNewAsync();
        await using var schema = PlatformProcess.StartProgram("schema", "src/Silo", "AndroidZen.Silo", new Dictionary<string, string>(postgres.Settings), "schema", "apply");
        await schema.WhenExitedAsync();
        return schema.ExitCode == 0 ? postgres : throw new InvalidOperationException(schema.Output);
    }
}

/// <summary>A cluster over Azure Storage, of a build that has Orleans' providers for it: <c>./test.sh --azure</c>.</summary>
public sealed class AzureCluster : ProcessCluster
{
    protected override async Task<StorageServer?> StartStorageAsync() => await AzuriteServer.StartNewAsync();
}

/// <summary>A cluster over SQLite: the data folder, which all of its processes share.</summary>
public sealed class SqliteCluster : ProcessCluster
{
    protected override IReadOnlyDictionary<string, string> StorageSettings => new Dictionary<string, string> { ["Orleans:Clustering:ProviderType"] = "Sqlite" };

    protected override Task<StorageServer?> StartStorageAsync() => Task.FromResult<StorageServer?>(null);
}

/// <summary>
/// Tests of what kills do to traffic, one after the other on one cluster that each leaves whole. Beside them run those over the other storage, and everything else: they mostly wait for what has died
/// to come back, and what they assert holds on a busy machine too.
/// </summary>
[CollectionDefinition(Name)]
public sealed class RedisDelivery : ICollectionFixture<RedisCluster>
{
    public const string Name = "Delivery over Redis";
}

/// <inheritdoc cref="RedisDelivery"/>
[CollectionDefinition(Name)]
public sealed class SqliteDelivery : ICollectionFixture<SqliteCluster>
{
    public const string Name = "Delivery over SQLite";
}

/// <inheritdoc cref="RedisDelivery"/>
[CollectionDefinition(Name)]
public sealed class PostgresDelivery : ICollectionFixture<PostgresCluster>
{
    public const string Name = "Delivery over PostgreSQL";
}

/// <inheritdoc cref="RedisDelivery"/>
[CollectionDefinition(Name)]
public sealed class AzureDelivery : ICollectionFixture<AzureCluster>
{
    public const string Name = "Delivery over Azure Storage";
}
