namespace AndroidZen.Topics;

/// <summary>
/// The grain whose state a topic's publications tell (<see cref="TopicOwners"/>). It reads the topic in the place of the gateway, and its answer's snapshot is what is so at that position: the
/// whole state, also where publications of it are not kept any more, or the topic has begun anew.
/// </summary>
[Alias("androidzen.topic-owner"), GrainInterfaceType("androidzen.topic-owner")]
public interface ITopicOwner : IGrain
{
    /// <summary>Reads the topic (<see cref="ISubscriptionGrain.ReadAsync"/>) at a moment when nothing of the owner's is on its way to it.</summary>
    /// <returns>
    /// The topic's history, as it was asked for, and as snapshot the state at <see cref="TopicRead.Position"/>: publications that stand at that position, though they were never published. All
    /// that changes the state from there on is among the topic's later publications.
    /// </returns>
    [Alias("read-topic")]
    Task<TopicRead> ReadTopicAsync(string topic, TopicReadRequest request, CancellationToken cancellationToken = default);
}
