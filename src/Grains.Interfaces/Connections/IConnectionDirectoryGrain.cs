namespace AndroidZen.Connections;

/// <summary>
/// Where each <c>client_id</c> is connected. Key: a shard of the ids (<see cref="ConnectionShard"/>), because a grain per connection would
/// cost more memory than the connection.
/// </summary>
[Alias("androidzen.connection-directory"), GrainInterfaceType("androidzen.connection-directory")]
public interface IConnectionDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Makes a connection the owner of its <c>client_id</c>.</summary>
    /// <returns>The connection that had it, which the caller must close; <see langword="null"/> if there was none.</returns>
    [Alias("claim")]
    Task<ConnectionLocation?> ClaimAsync(string clientId, ConnectionLocation location, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Gives the <c>client_id</c> free, unless another connection has it by now.</summary>
    [Alias("release")]
    Task ReleaseAsync(string clientId, string connectionId, CancellationToken cancellationToken = default);

    /// <summary>Renews the claims of one gateway, and makes those anew that a dead silo has forgotten; never takes one from another connection.</summary>
    /// <returns>The ids of the connections whose <c>client_id</c> another connection has: the gateway must close them.</returns>
    [Alias("renew")]
    Task<IReadOnlyList<string>> RenewAsync(string gateway, IReadOnlyDictionary<string, string> connectionIdByClientId, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Where the client is connected; <see langword="null"/> if nowhere.</summary>
    [Alias("find")]
    Task<ConnectionLocation?> FindAsync(string clientId, CancellationToken cancellationToken = default);
}

/// <summary>A connection, and the gateway that holds it.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.connection-location")]
public sealed record ConnectionLocation([property: Id(0)] string Gateway, [property: Id(1)] string ConnectionId);

/// <summary>How client ids are spread over directory grains.</summary>
public static class ConnectionShard
{
    /// <summary>Must be the same in every process of a cluster.</summary>
    public const int Count = 64;

    /// <summary>The shard of a client id.</summary>
    public static long Of(string clientId) => StableHash.Of(clientId) % Count;
}
