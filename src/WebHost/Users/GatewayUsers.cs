using AndroidZen.Users;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Users;

/// <summary>The users that are connected to this gateway, each with its connections, and the user grains' knowledge of it.</summary>
internal sealed class GatewayUsers(IGrainFactory grains, GatewayIdentity gateway, TimeProvider clock, IOptions<WebGatewayOptions> options)
{
    private readonly ConnectionGroups _users = new(clock, (userId, connections) => grains.GetUser(userId).SetConnectionsAsync(new UserConnections
    {
        Gateway = gateway.Id,
        Connections = [.. connections.Keys.Select(connection => new UserConnection(gateway.Id, connection.ClientId, connection.ConnectedAt))],
        Lease = options.Value.Lease,
    }));

    /// <summary>The ids of the users.</summary>
    public IReadOnlyCollection<string> Ids => _users.Ids;

    /// <inheritdoc cref="ConnectionGroups.AddAsync"/>
    public Task AddAsync(string userId, ClientConnection connection) => _users.AddAsync(userId, connection);

    /// <inheritdoc cref="ConnectionGroups.RemoveAsync"/>
    public Task RemoveAsync(string userId, ClientConnection connection) => _users.RemoveAsync(userId, connection);

    /// <inheritdoc cref="ConnectionGroups.RenewAsync"/>
    public Task<IReadOnlyCollection<Exception>> RenewAsync(RenewalPace pace, CancellationToken cancellationToken) => _users.RenewAsync(pace, cancellationToken);
}
