using System.Buffers;

namespace AndroidZen.Topics;

/// <summary>The names of the platform's topics, and the form that every topic name has (docs/protocol.md, "Topics").</summary>
public static class TopicNames
{
    public const string DeviceStatus = "device_status";
    public const string Notifications = "notifications";
    public const string Security = "security";
    public const string Performance = "performance";
    public const string Analytics = "analytics";

    /// <summary>The topic that every connection is on: a broadcast is a publication here.</summary>
    public const string Everyone = "$all";

    /// <summary>The longest topic name, in characters; <see cref="TopicOptions.MaxNameLength"/> may allow less.</summary>
    public const int MaxLength = 200;

    private const string PresencePrefix = "presence:";

    // '$' begins the platform's own topics, so no client can name one.
    private static readonly SearchValues<char> _characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/@+=~,");

    /// <summary>Updates of one device: status, alerts, actions.</summary>
    public static string Device(string deviceId) => "device_" + deviceId;

    /// <summary>Live metrics of one device.</summary>
    public static string Metrics(string deviceId) => "metrics_" + deviceId;

    /// <summary>What is sent to one user: every connection of that user is on it, and nobody else can be.</summary>
    public static string User(string userId) => "$user:" + userId;

    /// <summary>What a device's agent is to do: every connection of that agent is on it, and nobody else can be.</summary>
    public static string Agent(string deviceId) => "$device:" + deviceId;

    /// <summary>Who comes to a topic, and who goes.</summary>
    public static string Presence(string topic) => PresencePrefix + topic;

    /// <summary>The topic whose presence this one tells; <see langword="null"/> if it tells none.</summary>
    public static string? PresenceOf(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return topic.Length > PresencePrefix.Length && topic.StartsWith(PresencePrefix, StringComparison.Ordinal) ? topic[PresencePrefix.Length..] : null;
    }

    /// <summary>What a name must be, for error texts.</summary>
    public static string Rule(int maxLength = MaxLength) => $"1 to {maxLength} characters out of A-Z a-z 0-9 _ - . : / @ + = ~ ,";

    /// <summary>Whether a client may use this name: <see cref="Rule"/>.</summary>
    public static bool IsWellFormed(string topic, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return topic.Length > 0 && topic.Length <= maxLength && !topic.AsSpan().ContainsAnyExcept(_characters);
    }

    /// <summary>Whether the topic is one of the platform's own (<c>$all</c>, <c>$user:…</c>), which clients cannot subscribe to by name.</summary>
    public static bool IsPlatformOwn(string topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        return topic.StartsWith('$');
    }
}
