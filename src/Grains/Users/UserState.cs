using System.Collections.Immutable;
using AndroidZen.Users;

namespace AndroidZen.Grains.Users;

/// <summary>What is stored of a user.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.user-state")]
public sealed record UserState
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public ImmutableArray<UserNotification> Notifications { get; init; } = [];

    /// <summary>The state with one notification more, and the oldest less if there are more than <paramref name="max"/>.</summary>
    public UserState Add(UserNotification notification, int max)
    {
        var notifications = Notifications.Add(notification);
        return this with { Notifications = notifications.Length > max ? notifications.RemoveRange(0, notifications.Length - max) : notifications };
    }
}
