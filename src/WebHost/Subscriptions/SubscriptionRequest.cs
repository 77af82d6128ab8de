using AndroidZen.Topics;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>What a client asks for beside the topic. The default value: what is published from now on, and every publication.</summary>
/// <param name="Since">What the client has; it wants all that came after it.</param>
/// <param name="WithSnapshot">Whether it wants the snapshot first: the latest publication per key, or the state of the topic's owner.</param>
/// <param name="LatestOnly">Whether of what waits for it, only the latest per key is to be sent.</param>
/// <param name="History">How many publications back it wants to begin, as far as they are kept; only where it has nothing (<paramref name="Since"/>).</param>
internal readonly record struct SubscriptionRequest(TopicPosition? Since, bool WithSnapshot, bool LatestOnly, int? History = null)
{
    /// <summary>Whether the past matters.</summary>
    public bool NeedsReplay => Since is not null || WithSnapshot || History is not null;
}

/// <summary>What a client is told of a subscription.</summary>
/// <param name="Position">The publications after this position follow.</param>
/// <param name="Recovered">Whether these are all that came after what it had; <see langword="null"/> if it did not ask.</param>
/// <param name="Missed">How many had come after what it had; <see langword="null"/> if that is not known, or it did not ask.</param>
/// <param name="Snapshot">How many publications of the snapshot follow first; <see langword="null"/> for none.</param>
/// <param name="History">How many publications follow that were there before; <see langword="null"/> if it did not ask.</param>
internal readonly record struct SubscriptionAnswer(TopicPosition Position, bool? Recovered = null, long? Missed = null, int? Snapshot = null, long? History = null);
