using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>A cluster over Redis.</summary>
public sealed class RedisCluster : ProcessCluster
{
    protected override async Task<ClusterStorage> StartStorageAsync()
    {
        var redis = await RedisServer.StartAsync();
        return new ClusterStorage(redis.Settings, redis.ClientSettings, redis);
    }
}

/// <summary>A cluster over SQLite: the data folder, which all of its processes share.</summary>
public sealed class SqliteCluster : ProcessCluster
{
    protected override Task<ClusterStorage> StartStorageAsync()
    {
        var settings = new Dictionary<string, string> { ["Orleans:Clustering:ProviderType"] = "Sqlite" };
        return Task.FromResult(new ClusterStorage(settings, settings));
    }
}

/// <summary>Tests that measure what kills do to traffic have the machine for themselves, one after the other, on one cluster that each leaves whole.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RedisDelivery : ICollectionFixture<RedisCluster>
{
    public const string Name = "Delivery over Redis";
}

/// <inheritdoc cref="RedisDelivery"/>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SqliteDelivery : ICollectionFixture<SqliteCluster>
{
    public const string Name = "Delivery over SQLite";
}
