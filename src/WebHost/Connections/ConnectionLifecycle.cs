using AndroidZen.Connections;
using AndroidZen.Gateways;
using AndroidZen.Topics;
using AndroidZen.WebHost.Devices;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
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
    GatewayAgents agents,
    TimeProvider clock,
    IOptions<WebGatewayOptions> options,
    ILogger<ConnectionLifecycle> logger)
{
    /// <summary>Counts the connection, takes its <c>client_id</c> from an older one, and puts it on the topics that every connection is on.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="since">What the client has of these topics.</param>
    /// <returns>Where each of these topics begins for it.</returns>
    public async Task<IReadOnlyDictionary<string, SubscriptionAnswer>> OpenAsync(ClientConnection connection, IReadOnlyDictionary<string, TopicPosition> since)
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

        var topics = PlatformTopicsOf(connection.Caller);
        var joining = topics.Select(topic => JoinAsync(topic, connection, since.TryGetValue(topic, out var position) ? position : null)).ToList();
        if (connection.Caller.UserId is { } user)
        {
            await Task.WhenAll([users.AddAsync(user, connection), .. joining]);
        }

        if (connection.Caller.AgentOf is { } deviceId)
        {
            await agents.AddAsync(deviceId, connection);
        }

        return topics.Zip(await Task.WhenAll(joining)).ToDictionary();
    }

    /// <summary>Takes the connection out of everything; a cluster that does not answer delays this for <see cref="WebGatewayOptions.LeaveTimeout"/> at most.</summary>
    public async Task CloseAsync(ClientConnection connection)
    {
        connections.Remove(connection);
        try
        {
            var leaving = connection.Topics.Close().Concat(PlatformTopicsOf(connection.Caller)).Select(topic => subscriptions.UnsubscribeAsync(topic, connection)).ToList();
            leaving.Add(Directory(connection).ReleaseAsync(connection.ClientId, connection.Id));
            if (connection.Caller.UserId is { } userId)
            {
                leaving.Add(users.RemoveAsync(userId, connection));
            }

            if (connection.Caller.AgentOf is { } deviceId)
            {
                leaving.Add(agents.RemoveAsync(deviceId, connection));
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

    /// <summary>The topics that the connection is on without having asked.</summary>
    private static List<string> PlatformTopicsOf(Caller caller)
    {
        List<string> topics = [TopicNames.Everyone];
        if (caller.UserId is { } userId)
        {
            topics.Add(TopicNames.User(userId));
        }

        if (caller.AgentOf is { } deviceId)
        {
            topics.Add(TopicNames.Agent(deviceId));
        }

        return topics;
    }

    /// <summary>Puts the connection on one of the platform's own topics. What it has missed may be more than its outbox takes: the rest comes while it reads, behind the greeting.</summary>
    private async Task<SubscriptionAnswer> JoinAsync(string topic, ClientConnection connection, TopicPosition? since)
    {
        var answered = new TaskCompletionSource<SubscriptionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var joining = subscriptions.SubscribeAsync(topic, connection, new SubscriptionRequest(since, WithSnapshot: since is null && TopicOwners.IsOwned(topic), LatestOnly: false), answer =>
        {
            if (!answered.TrySetResult(answer))
            {
                connection.Enqueue(FrameEncoder.Subscribed(topic, answer, clock.GetUtcNow(), default));
            }
        });
        await await Task.WhenAny(joining, answered.Task);
        if (!joining.IsCompleted)
        {
            _ = EndIfItFailsAsync(joining, connection);
        }

        return answered.Task.IsCompleted ? await answered.Task : default; // It may have ended meanwhile.
    }

    private async Task EndIfItFailsAsync(Task joining, ClientConnection connection)
    {
        try
        {
            await joining;
        }
        catch (Exception exception)
        {
            LogRecoveryFailed(exception, connection.ClientId);
            connection.End(DisconnectReason.ServerError);
        }
    }

    private IConnectionDirectoryGrain Directory(ClientConnection connection) =>
        grains.GetConnectionDirectory(connection.ClientId);

    [LoggerMessage(EventIds.RecoveryFailed, LogLevel.Warning, "What {ClientId} has missed could not be read")]
    private partial void LogRecoveryFailed(Exception exception, string clientId);

    [LoggerMessage(EventIds.LeaveFailed, LogLevel.Warning, "The cluster has not been told that {ClientId} left")]
    private partial void LogLeaveFailed(Exception exception, string clientId);
}
