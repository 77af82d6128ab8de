using AndroidZen.Connections;
using AndroidZen.Gateways;
using AndroidZen.Presence;
using AndroidZen.Topics;
using AndroidZen.Users;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>The grains.</summary>
internal sealed partial class FakeCluster
{
    private sealed class Gateway(FakeCluster cluster) : IGatewayGrain
    {
        public Task AttachAsync(GatewayRegistration registration, CancellationToken cancellationToken = default) =>
            cluster.CallAsync("attach", () => cluster.Registration = registration, cancellationToken);

        public Task DetachAsync(CancellationToken cancellationToken = default) =>
            cluster.CallAsync("detach", () => cluster.Registration = null, cancellationToken);

        public async Task<bool> ReportAsync(CancellationToken cancellationToken = default)
        {
            await cluster.CallAsync("report", cancellationToken: cancellationToken);
            return cluster.Registration is not null;
        }

        public async Task<long> GetMembershipVersionAsync(CancellationToken cancellationToken = default)
        {
            var version = cluster.MembershipVersion; // As it was before the test sees that it was asked for.
            await cluster.CallAsync("ask for the membership", cancellationToken: cancellationToken);
            return version;
        }

        public Task<GatewaySnapshot?> GetSnapshotAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<TopicPresence?> GetPresenceAsync(string topic, int limit, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<DisconnectOutcome> DisconnectAsync(string connectionId, RemoteDisconnectReason reason, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<int> CleanUpAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class Topic(FakeCluster cluster, string name) : ISubscriptionGrain
    {
        public async Task<TopicPosition> SetInterestAsync(GatewayInterest interest, CancellationToken cancellationToken = default)
        {
            await cluster.CallAsync($"{name} has {interest.Connections} for {interest.Lease}", cancellationToken: cancellationToken);
            return new TopicPosition("epoch", 0);
        }

        public Task<PublicationReceipt> PublishAsync(PublicationDraft draft, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PublicationReceipt[]> PublishAllAsync(PublicationDraft[] drafts, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<TopicRead> ReadAsync(TopicReadRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<int> CountConnectionsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<TopicDescription> DescribeAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class Interest(FakeCluster cluster) : IInterestGrain
    {
        public async Task<InterestAnswer> StateAsync(InterestBatch batch, CancellationToken cancellationToken = default)
        {
            var failed = new Dictionary<string, string>();
            foreach (var topic in batch.Topics)
            {
                try
                {
                    await new Topic(cluster, topic.Topic).SetInterestAsync(
                        new GatewayInterest { Gateway = batch.Gateway, Connections = topic.Connections, Lease = batch.Lease }, cancellationToken);
                }
                catch (TimeoutException exception)
                {
                    failed[topic.Topic] = exception.Message;
                }
            }

            return new InterestAnswer { Moved = new Dictionary<string, TopicPosition>(), Failed = failed };
        }
    }

    private sealed class Presence(FakeCluster cluster, string topic) : IPresenceGrain
    {
        public Task SetMembersAsync(GatewayMembers members, CancellationToken cancellationToken = default)
        {
            cluster.Members.Enqueue(members);
            return cluster.CallAsync(
                $"presence of {topic} is [{string.Join(' ', members.Members.Select(member => member.ClientId))}] for {members.Lease}", cancellationToken: cancellationToken);
        }
    }

    private sealed class User(FakeCluster cluster, string id) : IUserGrain
    {
        public Task SetConnectionsAsync(UserConnections connections, CancellationToken cancellationToken = default) =>
            cluster.CallAsync(
                $"{id} has {string.Join(' ', connections.Connections.Select(connection => connection.ClientId))} for {connections.Lease}",
                cancellationToken: cancellationToken);

        public Task<IReadOnlyList<UserConnection>> GetConnectionsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PublicationReceipt> SendAsync(PublicationDraft draft, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<PublicationReceipt> NotifyAsync(UserNotification notification, string? idempotencyKey = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<UserNotification>> GetNotificationsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<InboxReading> MarkReadAsync(IReadOnlyList<string>? ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class Directory(FakeCluster cluster) : IConnectionDirectoryGrain
    {
        public async Task<IReadOnlyList<string>> RenewAsync(
            string gateway, IReadOnlyDictionary<string, string> connectionIdByClientId, TimeSpan lease, CancellationToken cancellationToken = default)
        {
            foreach (var (clientId, connectionId) in connectionIdByClientId)
            {
                await cluster.CallAsync($"{clientId} is {connectionId} for {lease}", cancellationToken: cancellationToken);
            }

            return [.. connectionIdByClientId.Values.Intersect(cluster.Replaced)];
        }

        public Task<ConnectionLocation?> ClaimAsync(
            string clientId, ConnectionLocation location, TimeSpan lease, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task ReleaseAsync(string clientId, string connectionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ConnectionLocation?> FindAsync(string clientId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
