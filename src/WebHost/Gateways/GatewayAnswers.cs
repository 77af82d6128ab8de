using AndroidZen.Gateways;
using AndroidZen.Presence;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Presence;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Users;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Answers what the cluster asks of this gateway.</summary>
internal sealed class GatewayAnswers(
    ConnectionRegistry connections, GatewaySubscriptions subscriptions, GatewayPresence presence, GatewayUsers users, GatewayHeart heart)
    : IGatewayObserver
{
    public Task<GatewaySnapshot> GetSnapshotAsync() => Task.FromResult(new GatewaySnapshot
    {
        Connections = connections.Count,
        ActiveConnections = connections.All.Count(connection => !connection.Ended.IsCompleted),
        Users = users.Ids,
        Subscriptions = subscriptions.Counts(),
    });

    public Task<TopicPresence> GetPresenceAsync(string topic, int limit) => Task.FromResult(presence.Describe(topic, subscriptions.ConnectionsOn(topic), limit));

    public async Task<bool> DisconnectAsync(string connectionId, RemoteDisconnectReason reason)
    {
        if (connections.Find(connectionId) is not { } connection)
        {
            return false;
        }

        connection.End(DisconnectReason.From(reason));
        await connection.Left;
        return true;
    }

    public async Task<int> CleanUpAsync()
    {
        var closed = heart.CloseSilentConnections();
        await Task.WhenAll(closed.Select(connection => connection.Left));
        return closed.Count;
    }
}
