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
