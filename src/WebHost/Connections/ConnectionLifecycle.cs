using AndroidZen.Connections;
using AndroidZen.Gateways;
using AndroidZen.Topics;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Users;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>Makes a connection known in the cluster, and unknown again. What is acknowledged to a client in between is so in the whole cluster.</summary>
internal sealed partial class ConnectionLifecycle(
    IGrainFactory grains,
    GatewayIdentity gateway,
    ConnectionRegistry connections,
    GatewaySubscriptions subscriptions,
    GatewayUsers users,
    TimeProvider clock,
    IOptions<WebGatewayOptions> options,
    ILogger<ConnectionLifecycle> logger)
{
    /// <summary>Counts the connection, takes its <c>client_id</c> from an older one, and puts it on the topics that every connection is on.</summary>
    public async Task OpenAsync(ClientConnection connection)
    {
        connections.Add(connection);
        var location = new ConnectionLocation(gateway.Id, connection.Id);
        var claim = await Directory(connection).ClaimAsync(connection.ClientId, location, options.Value.Lease);
        connection.MarkClaimed();
        if (claim is { } older)
        {
            // Not beyond its own end: of many connections that replace each other at once, each would wait for the one before.
            var leaving = grains.GetGrain<IGatewayGrain>(older.Gateway).DisconnectAsync(older.ConnectionId, RemoteDisconnectReason.Replaced);
            await await Task.WhenAny(leaving, connection.Ended);
        }

        var everyone = subscriptions.SubscribeAsync(TopicNames.Everyone, connection, default, static _ => { });
        if (connection.Caller.UserId is { } userId)
        {
            await Task.WhenAll(
                everyone,
                subscriptions.SubscribeAsync(TopicNames.User(userId), connection, default, static _ => { }),
                users.AddAsync(userId, connection));
        }

        await everyone;
    }

    /// <summary>Takes the connection out of everything; a cluster that does not answer delays this for <see cref="WebGatewayOptions.LeaveTimeout"/> at most.</summary>
    public async Task CloseAsync(ClientConnection connection)
    {
        connections.Remove(connection);
        try
        {
            var leaving = connection.Topics.Close().Append(TopicNames.Everyone).Select(topic => subscriptions.UnsubscribeAsync(topic, connection)).ToList();
            leaving.Add(Directory(connection).ReleaseAsync(connection.ClientId, connection.Id));
            if (connection.Caller.UserId is { } userId)
            {
                leaving.Add(subscriptions.UnsubscribeAsync(TopicNames.User(userId), connection));
                leaving.Add(users.RemoveAsync(userId, connection));
            }

            await Task.WhenAll(leaving).WaitAsync(options.Value.LeaveTimeout, clock);
        }
        catch (Exception exception)
        {
            // The next renewal of the leases says what is so.
            LogLeaveFailed(exception, connection.ClientId);
        }

        connection.MarkLeft();
    }

    private IConnectionDirectoryGrain Directory(ClientConnection connection) =>
        grains.GetGrain<IConnectionDirectoryGrain>(ConnectionShard.Of(connection.ClientId));

    [LoggerMessage(EventIds.LeaveFailed, LogLevel.Warning, "The cluster has not been told that {ClientId} left")]
    private partial void LogLeaveFailed(Exception exception, string clientId);
}
