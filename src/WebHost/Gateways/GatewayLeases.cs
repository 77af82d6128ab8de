using AndroidZen.Connections;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Users;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Everything that the cluster knows of this gateway's connections, said again: renews the leases, and fills in what a dead silo has forgotten.</summary>
internal sealed class GatewayLeases(
    IGrainFactory grains,
    GatewayIdentity gateway,
    ConnectionRegistry connections,
    GatewaySubscriptions subscriptions,
    GatewayUsers users,
    IOptions<WebGatewayOptions> options)
{
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await subscriptions.RenewAsync(cancellationToken);
        await users.RenewAsync(cancellationToken);
        foreach (var shard in connections.All.GroupBy(connection => ConnectionShard.Of(connection.ClientId)))
        {
            var claims = shard.GroupBy(connection => connection.ClientId).ToDictionary(same => same.Key, same => same.Last().Id);
            await grains.GetGrain<IConnectionDirectoryGrain>(shard.Key).RenewAsync(gateway.Id, claims, options.Value.Lease);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
