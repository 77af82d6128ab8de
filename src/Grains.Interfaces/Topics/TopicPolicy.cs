namespace AndroidZen.Topics;

/// <summary>What one topic does.</summary>
/// <param name="SubscribeRole"><inheritdoc cref="TopicRule.SubscribeRole" path="/summary/node()"/> Without one: everybody.</param>
/// <param name="PublishRole"><inheritdoc cref="TopicRule.PublishRole" path="/summary/node()"/></param>
/// <param name="IsDurable"><inheritdoc cref="TopicRule.Durable" path="/summary/node()"/></param>
/// <param name="MayConflate"><inheritdoc cref="TopicRule.Conflate" path="/summary/node()"/></param>
/// <param name="HistoryCount"><inheritdoc cref="TopicRule.HistoryCount" path="/summary/node()"/></param>
/// <param name="HistoryBytes"><inheritdoc cref="TopicRule.HistoryBytes" path="/summary/node()"/></param>
/// <param name="HistoryAge"><inheritdoc cref="TopicRule.HistoryAge" path="/summary/node()"/></param>
/// <param name="SnapshotKeys"><inheritdoc cref="TopicRule.SnapshotKeys" path="/summary/node()"/></param>
/// <param name="HasPresence"><inheritdoc cref="TopicRule.Presence" path="/summary/node()"/></param>
public sealed record TopicPolicy(
    string? SubscribeRole, string? PublishRole, bool IsDurable, bool MayConflate, int HistoryCount, int HistoryBytes, TimeSpan HistoryAge, int SnapshotKeys, bool HasPresence = false);
