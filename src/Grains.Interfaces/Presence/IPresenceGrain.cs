using AndroidZen.Topics;

namespace AndroidZen.Presence;

/// <summary>
/// Who is on a topic whose rule says <see cref="TopicRule.Presence"/>. Key: the topic. It tells who comes and goes on the topic <see cref="TopicNames.Presence"/>, whose owner it is
/// (<see cref="ITopicOwner"/>).
/// </summary>
[Alias("androidzen.presence"), GrainInterfaceType("androidzen.presence")]
public interface IPresenceGrain : IGrainWithStringKey
{
    /// <summary>States who is on the topic at one gateway: absolute and leased, as <see cref="ISubscriptionGrain.SetInterestAsync"/>. When this returns, those who have come have been told of.</summary>
    [Alias("set-members")]
    Task SetMembersAsync(GatewayMembers members, CancellationToken cancellationToken = default);
}

/// <summary>Who is on a topic at one gateway.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-members")]
public sealed record GatewayMembers
{
    [Id(0)] public required string Gateway { get; init; }

    /// <summary>All of them; an empty list when the last has gone.</summary>
    [Id(1)] public required IReadOnlyList<TopicMember> Members { get; init; }

    /// <inheritdoc cref="GatewayInterest.Lease"/>
    [Id(2)] public required TimeSpan Lease { get; init; }

    /// <inheritdoc cref="GatewayInterest.Version"/>
    [Id(3)] public required long Version { get; init; }
}

/// <summary>A connection on a topic.</summary>
/// <param name="ClientId">Its <c>client_id</c>.</param>
/// <param name="UserId"><see langword="null"/> without a token.</param>
/// <param name="SubscribedAt">Since when; <see langword="null"/> on topics whose presence nobody follows.</param>
[GenerateSerializer, Immutable, Alias("androidzen.topic-member")]
public readonly record struct TopicMember(
    [property: Id(0)] string ClientId, [property: Id(1)] string? UserId, [property: Id(2)] DateTimeOffset? SubscribedAt);
