using System.Globalization;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>A topic that numbered messages are published on, and by which endpoint.</summary>
/// <param name="Name">The topic.</param>
/// <param name="IsDurable">Whether docs/protocol.md says that it survives its silo.</param>
/// <param name="Path">The endpoint.</param>
/// <param name="Body">The request that carries a message.</param>
public sealed record NumberedTopic(string Name, bool IsDurable, string Path, Func<Dictionary<string, object>, object> Body)
{
    /// <summary>The member of a message that names the run it belongs to.</summary>
    public const string RunMember = "delivery_run";

    /// <summary>The member of a message with its number.</summary>
    public const string NumberMember = "delivery_number";

    public static NumberedTopic Notifications => new(TopicNames.Notifications, true, "/ws/notification", message => new { title = "numbered", message = "numbered", data = message });

    public static NumberedTopic Security => new(TopicNames.Security, true, "/ws/security-alert", message => new { device_id = "numbered", alert_details = message });

    public static NumberedTopic Performance => new(TopicNames.Performance, false, "/ws/performance-data", message => message);

    public static NumberedTopic Analytics => new(TopicNames.Analytics, false, "/ws/analytics-update", message => new { device_id = "numbered", metrics = message });

    /// <summary>A device's own topic, by actions, each of them another one.</summary>
    public static NumberedTopic Device(string deviceId) => new(TopicNames.Device(deviceId), true, "/ws/device-action/" + deviceId, message => new
    {
        action_id = string.Create(CultureInfo.InvariantCulture, $"action-{message[NumberMember]}"),
        action_type = "numbered",
        status = "completed",
        result = message,
    });

    public static NumberedTopic Metrics(string deviceId) => new(TopicNames.Metrics(deviceId), false, "/ws/live-metrics", message => new { device_id = deviceId, metrics = message });

    /// <summary>What goes to a user, who needs not subscribe.</summary>
    public static NumberedTopic User(string user) =>
        new(TopicNames.User(user), true, "/ws/notification", message => new { user_id = user, title = "numbered", message = "numbered", data = message });

    /// <summary>What goes to every connection.</summary>
    public static NumberedTopic Everyone => new(TopicNames.Everyone, false, "/ws/broadcast", message => new { data = message });

    /// <summary>Any free name.</summary>
    public static NumberedTopic Free(string topic) => new(topic, false, "/ws/broadcast", message => new { subscription_filter = topic, data = message });

    /// <summary>The request for one number of a run.</summary>
    public object Request(string run, long number) => Body(new Dictionary<string, object> { [RunMember] = run, [NumberMember] = number });
}
