using AndroidZen.Topics;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>A topic's sequencer, as this gateway speaks with it.</summary>
internal interface ITopicSequencer
{
    /// <summary>Whether the topic's snapshot is the state of its owner (<see cref="TopicOwners"/>), who is asked for it each time.</summary>
    bool HasOwner { get; }

    /// <summary>A number for a statement, higher than all before.</summary>
    long NextVersion();

    /// <inheritdoc cref="ISubscriptionGrain.SetInterestAsync"/>
    Task<TopicPosition> StateInterestAsync(TopicInterest interest);

    /// <summary>Reads the topic's history; with a snapshot from its owner, where it has one.</summary>
    Task<TopicRead> ReadAsync(TopicReadRequest request);

    /// <summary>Something is missing, and is being read.</summary>
    void RepairBegan();

    /// <summary>A read for a repair, or of the state for receivers that the repair has stopped, has failed; it is tried again.</summary>
    void RepairFailed(Exception exception);

    /// <summary>The topic has begun anew, or publications are gone for good: the receivers are told.</summary>
    void Restarted(TopicPosition position, long lost);
}
