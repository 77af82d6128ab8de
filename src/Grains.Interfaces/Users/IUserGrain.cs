using AndroidZen.Topics;

namespace AndroidZen.Users;

/// <summary>One user (<see cref="GrainKeys.GetUser"/>). It knows the user's connections on all gateways, and keeps notifications.</summary>
[Alias("androidzen.user"), GrainInterfaceType("androidzen.user")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>
    /// States which connections of the user one gateway holds: absolute and leased, as <see cref="ISubscriptionGrain.SetInterestAsync"/>.
    /// </summary>
    [Alias("set-connections")]
    Task SetConnectionsAsync(UserConnections connections, CancellationToken cancellationToken = default);

    /// <summary>The user's connections on all gateways.</summary>
    [Alias("get-connections")]
    Task<IReadOnlyList<UserConnection>> GetConnectionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Publishes a message to every connection of the user.</summary>
    [Alias("send")]
    Task<PublicationReceipt> SendAsync(PublicationDraft draft, CancellationToken cancellationToken = default);

    /// <summary>Keeps a notification (stored first), then publishes it to every connection of the user.</summary>
    [Alias("notify")]
    Task<PublicationReceipt> NotifyAsync(UserNotification notification, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>The notifications that are kept, oldest first.</summary>
    [Alias("get-notifications")]
    Task<IReadOnlyList<UserNotification>> GetNotificationsAsync(CancellationToken cancellationToken = default);

    /// <summary>Marks notifications as read (stored first), and tells every connection of the user which. Repeating it is harmless.</summary>
    /// <param name="ids">Which; all with <see langword="null"/>.</param>
    /// <param name="cancellationToken">Before it has begun.</param>
    [Alias("mark-read")]
    Task<InboxReading> MarkReadAsync(IReadOnlyList<string>? ids, CancellationToken cancellationToken = default);
}

/// <summary>The connections of a user on one gateway.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.user-connections")]
public sealed record UserConnections
{
    [Id(0)] public required string Gateway { get; init; }

    /// <summary>All of them; an empty list when the last has gone.</summary>
    [Id(1)] public required IReadOnlyList<UserConnection> Connections { get; init; }

    /// <inheritdoc cref="GatewayInterest.Lease"/>
    [Id(2)] public required TimeSpan Lease { get; init; }
}

/// <summary>One connection of a user.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.user-connection")]
public readonly record struct UserConnection(
    [property: Id(0)] string Gateway, [property: Id(1)] string ClientId, [property: Id(2)] DateTimeOffset ConnectedAt);

/// <summary>A notification that a user has been sent.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.user-notification")]
public sealed record UserNotification
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The message's <c>data</c>: a JSON object as UTF-8.</summary>
    [Id(2)] public required byte[] Data { get; init; }

    /// <summary>When the user has acknowledged it; <see langword="null"/>: not yet.</summary>
    [Id(3)] public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>What came of marking notifications as read.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.inbox-reading")]
public sealed record InboxReading
{
    /// <summary>Those that are kept of the ones that were named: they are read now.</summary>
    [Id(0)] public required IReadOnlyList<string> Read { get; init; }

    /// <summary>How many of the user's are still unread.</summary>
    [Id(1)] public required int Unread { get; init; }
}
