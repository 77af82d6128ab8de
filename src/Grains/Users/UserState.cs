using System.Collections.Immutable;
using AndroidZen.Grains.Storage;
using AndroidZen.Users;

namespace AndroidZen.Grains.Users;

/// <summary>What is stored of a user.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.user-state")]
public sealed record UserState
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public ImmutableArray<UserNotification> Notifications { get; init; } = [];

    /// <summary>The state with one notification more, and the oldest less where there are too many. One that is kept already is not kept twice.</summary>
    public UserState Add(UserNotification notification, int max, int maxBytes) => Notifications.Any(kept => kept.Id == notification.Id)
        ? this
        : this with { Notifications = Notifications.Add(notification).KeepNewest(max, maxBytes, static kept => kept.Data.Length) };
}
