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

    /// <summary>How many have not been read.</summary>
    public int CountUnread() => Notifications.Count(notification => notification.ReadAt is null);

    /// <summary>
    /// The state with one notification more. Where there are too many, those that have been read go first, then the oldest. One that is kept already is not kept twice.
    /// </summary>
    public UserState Add(UserNotification notification, int max, int maxBytes)
    {
        if (Notifications.Any(kept => kept.Id == notification.Id))
        {
            return this;
        }

        // The unread behind the read: the first to go are in front.
        var byWorth = Notifications.OrderBy(static kept => kept.ReadAt is null).Append(notification).ToImmutableArray();
        var staying = byWorth.KeepNewest(max, maxBytes, static kept => kept.Data.Length).ToHashSet();
        return this with { Notifications = Notifications.Add(notification).RemoveAll(kept => !staying.Contains(kept)) };
    }

    /// <summary>The state where the user has read these, or all.</summary>
    public UserState MarkRead(IReadOnlyCollection<string>? ids, DateTimeOffset now) => this with
    {
        Notifications = [.. Notifications.Select(kept => kept.ReadAt is null && ids?.Contains(kept.Id) != false ? kept with { ReadAt = now } : kept)],
    };
}
