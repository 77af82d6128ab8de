using AndroidZen.Grains.Publishing;
using AndroidZen.Grains.Storage;
using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using AndroidZen.Users;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Users;

/// <inheritdoc cref="IUserGrain"/>
[GrainType("user")]
internal sealed class UserGrain(
    [PersistentState("user")] IPersistentState<UserState> user, TimeProvider clock, IOptions<UserOptions> options, IOptions<TopicOptions> topics)
    : Grain, IUserGrain, ITopicOwner
{
    private readonly Dictionary<string, (IReadOnlyList<UserConnection> Connections, DateTimeOffset Until)> _gateways = new(StringComparer.Ordinal);

    private readonly RepeatWindow<PublicationReceipt> _repeats = new(topics.Value.IdempotencyKeys, topics.Value.IdempotencyWindow);

    private ISubscriptionGrain Topic => GrainFactory.GetTopic(TopicNames.User(GrainKeys.ToId(this.GetPrimaryKeyString())));

    public Task SetConnectionsAsync(UserConnections connections, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var expired in _gateways.Where(gateway => gateway.Value.Until <= now).Select(gateway => gateway.Key).ToList())
        {
            _gateways.Remove(expired);
        }

        if (connections.Connections.Count == 0)
        {
            _gateways.Remove(connections.Gateway);
        }
        else
        {
            _gateways[connections.Gateway] = (connections.Connections, now + connections.Lease);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<UserConnection>> GetConnectionsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return Task.FromResult<IReadOnlyList<UserConnection>>(
            [.. _gateways.Values.Where(gateway => gateway.Until > now).SelectMany(gateway => gateway.Connections)]);
    }

    public Task<PublicationReceipt> SendAsync(PublicationDraft draft, CancellationToken cancellationToken) => Topic.PublishAsync(draft, cancellationToken);

    public Task<PublicationReceipt> NotifyAsync(UserNotification notification, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var key = idempotencyKey is null ? null : "notification:" + idempotencyKey;
        return _repeats.OnceAsync(key, clock, async () =>
        {
            await user.CommitAsync(user.State.Add(notification, options.Value.MaxNotifications, options.Value.MaxNotificationBytes));
            return await Topic.PublishAsync(InboxMessages.Notification(notification) with { IdempotencyKey = key }, CancellationToken.None); // What is kept is also told.
        });
    }

    public async Task<InboxReading> MarkReadAsync(IReadOnlyList<string>? ids, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var named = user.State.Notifications.Where(kept => ids is null ? kept.ReadAt is null : ids.Contains(kept.Id)).Select(kept => kept.Id).ToList();
        var next = user.State.MarkRead(ids, now);
        if (next.CountUnread() != user.State.CountUnread())
        {
            await user.CommitAsync(next);
        }

        if (named.Count > 0)
        {
            // Also where all were read before: whoever asks again may not have heard, nor the user's other connections.
            await Topic.PublishAsync(InboxMessages.Read(named, next.CountUnread(), now), CancellationToken.None);
        }

        return new InboxReading { Read = named, Unread = next.CountUnread() };
    }

    /// <summary>What the user has not read. Whoever comes back without knowing what it had gets it, whole, before what comes next.</summary>
    public async Task<TopicRead> ReadTopicAsync(string topic, TopicReadRequest request, CancellationToken cancellationToken)
    {
        var read = await Topic.ReadAsync(request, cancellationToken);
        return read.WithState(request, topic, user.State.Notifications.Where(kept => kept.ReadAt is null).Select(InboxMessages.Notification), clock.GetUtcNow());
    }

    public Task<IReadOnlyList<UserNotification>> GetNotificationsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<UserNotification>>(user.State.Notifications);
}
