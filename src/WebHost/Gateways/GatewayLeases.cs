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
    /// <exception cref="AggregateException">Some could not be renewed; all others were.</exception>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [.. await subscriptions.RenewAsync(cancellationToken), .. await users.RenewAsync(cancellationToken)];
        foreach (var shard in connections.All.GroupBy(connection => ConnectionShard.Of(connection.ClientId)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await RenewClaimsAsync(shard.Key, [.. shard]);
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>Two connections may have had one <c>client_id</c> without anybody noticing, while its directory was lost: the newest keeps it.</summary>
    private async Task RenewClaimsAsync(long shard, IReadOnlyList<ClientConnection> held)
    {
        var newest = held.GroupBy(connection => connection.ClientId).ToDictionary(same => same.Key, same => same.MaxBy(connection => connection.ConnectedAt)!.Id);
        var replaced = await grains.GetGrain<IConnectionDirectoryGrain>(shard).RenewAsync(gateway.Id, newest, options.Value.Lease);
        foreach (var connection in held.Where(connection => newest[connection.ClientId] != connection.Id || replaced.Contains(connection.Id)))
        {
            connection.End(DisconnectReason.Replaced);
        }
    }
}
