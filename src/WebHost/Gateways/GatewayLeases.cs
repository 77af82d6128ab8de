using AndroidZen.Connections;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Devices;
using AndroidZen.WebHost.Presence;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Users;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>
/// Everything that the cluster knows of this gateway's connections, said again: with every heartbeat, because it is leased, of many in the course of the time until the next; and when a silo has come or
/// gone, which may have forgotten it, as fast as it goes.
/// </summary>
internal sealed partial class GatewayLeases(
    IGrainFactory grains,
    GatewayIdentity gateway,
    GatewayHeart heart,
    ConnectionRegistry connections,
    GatewaySubscriptions subscriptions,
    GatewayPresence presence,
    GatewayUsers users,
    GatewayAgents agents,
    GatewayMonitor monitor,
    TimeProvider clock,
    IOptions<WebGatewayOptions> options,
    ILogger<GatewayLeases> logger)
{
    private long _marks;
    private (long MembershipVersion, long Marks) _renewed;

    /// <summary>Renews with every heartbeat, until <paramref name="stopping"/>. What fails is tried again with the gateway's next report.</summary>
    public async Task RenewWithEveryHeartbeatAsync(CancellationToken stopping)
    {
        var next = heart.Next;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await next.WaitAsync(stopping);
                next = heart.Next; // One that comes while the leases are renewed must not be lost: they would run out before the one after it.
                await RenewAsync(RenewalPace.OfHeartbeats(clock, options.Value.HeartbeatInterval), stopping);
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
            catch (Exception exception)
            {
                OnRenewFailed(exception);
                MarkOutdated();
            }
        }
    }

    /// <summary>The next report renews, whatever the membership.</summary>
    public void MarkOutdated() => Interlocked.Increment(ref _marks);

    /// <summary>Renews, if the cluster has another membership than at the last time, or the leases are outdated. One at a time.</summary>
    public async Task RenewAfterMembershipChangeAsync(long membershipVersion, CancellationToken stopping)
    {
        var due = (membershipVersion, Interlocked.Read(ref _marks));
        if (due == _renewed)
        {
            return;
        }

        try
        {
            await RenewAsync(RenewalPace.AtOnce(clock), stopping);
            _renewed = due; // What was marked as outdated meanwhile stays so.
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Whatever a call came to that the stop has cut short.
        }
        catch (Exception exception)
        {
            OnRenewFailed(exception);
        }
    }

    private void OnRenewFailed(Exception exception)
    {
        var failures = exception is AggregateException several ? several.InnerExceptions : [exception];
        monitor.RenewalFailed();
        LogRenewFailed(failures[0], failures.Count);
    }

    /// <exception cref="AggregateException">Some could not be renewed; all others were.</exception>
    private async Task RenewAsync(RenewalPace pace, CancellationToken cancellationToken)
    {
        // A connection that has not made its claim yet must not be taken for the loser of it, nor one that has left meanwhile for a holder: these few calls, with many connections each, are made at once.
        var shards = connections.All.Where(connection => connection.HasClaimedId).GroupBy(connection => ConnectionShard.Of(connection.ClientId));
        var failures = await Task.WhenAll(
            subscriptions.RenewAsync(pace, cancellationToken),
            presence.RenewAsync(pace, cancellationToken),
            users.RenewAsync(pace, cancellationToken),
            agents.RenewAsync(pace, cancellationToken),
            EachLease.RenewAsync(shards, shard => RenewClaimsAsync(shard.Key, [.. shard], cancellationToken), RenewalPace.AtOnce(clock), cancellationToken));
        if (failures.Any(failed => failed.Count > 0))
        {
            throw new AggregateException(failures.SelectMany(failed => failed));
        }
    }

    /// <summary>Two connections may have had one <c>client_id</c> without anybody noticing, while its directory was lost: the newest keeps it.</summary>
    private async Task RenewClaimsAsync(long shard, IReadOnlyList<ClientConnection> held, CancellationToken cancellationToken)
    {
        var newest = held.GroupBy(connection => connection.ClientId).ToDictionary(same => same.Key, same => same.MaxBy(connection => connection.ConnectedAt)!.Id);
        var replaced = await grains.GetGrain<IConnectionDirectoryGrain>(shard).RenewAsync(gateway.Id, newest, options.Value.Lease, cancellationToken);
        foreach (var connection in held.Where(connection => newest[connection.ClientId] != connection.Id || replaced.Contains(connection.Id)))
        {
            connection.End(DisconnectReason.Replaced);
        }
    }

    [LoggerMessage(EventIds.RenewFailed, LogLevel.Warning, "{Failures} leases could not be renewed; trying again with the next report")]
    private partial void LogRenewFailed(Exception first, int failures);
}
