using AndroidZen.Devices;

namespace AndroidZen.Topics;

/// <summary>Which topics tell a grain's state.</summary>
public static class TopicOwners
{
    private static readonly GrainInterfaceType _owner = GrainInterfaceType.Create("androidzen.topic-owner");

    /// <summary>Whether somebody else than the topic itself says what its snapshot is.</summary>
    public static bool IsOwned(string topic) => Find(topic) is not null;

    /// <summary>The owner of the topic's state; <see langword="null"/> if the latest publication of each key is all that there is to know.</summary>
    public static ITopicOwner? GetTopicOwner(this IGrainFactory grains, string topic)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return Find(topic) is { } grain ? (ITopicOwner)grains.GetGrain(grain, _owner) : null;
    }

    private static GrainId? Find(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (topic == TopicNames.DeviceStatus)
        {
            return GrainKeys.FleetStatus;
        }

        if (topic == TopicNames.Security)
        {
            return GrainKeys.Alerts;
        }

        if (topic.StartsWith(TopicNames.User(""), StringComparison.Ordinal))
        {
            return GrainKeys.User(topic[TopicNames.User("").Length..]);
        }

        // Of a topic that tells of others' presence nobody tells the presence.
        if (TopicNames.PresenceOf(topic) is { } watched)
        {
            return TopicNames.PresenceOf(watched) is null ? GrainKeys.Presence(watched) : null;
        }

        return DeviceOf(topic, TopicNames.Device("")) ?? DeviceOf(topic, TopicNames.Metrics("")) ?? DeviceOf(topic, TopicNames.Agent(""));
    }

    private static GrainId? DeviceOf(string topic, string prefix) =>
        topic.StartsWith(prefix, StringComparison.Ordinal) && topic[prefix.Length..] is var deviceId && DeviceId.IsWellFormed(deviceId) ? GrainKeys.Device(deviceId) : null;
}
