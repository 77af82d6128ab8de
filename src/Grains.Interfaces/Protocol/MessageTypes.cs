using System.Collections.Frozen;

namespace AndroidZen.Protocol;

/// <summary>The closed lists of message types (docs/protocol.md, "Message types").</summary>
public static class MessageTypes
{
    public const string DeviceStatus = "device_status";
    public const string DeviceConnected = "device_connected";
    public const string DeviceDisconnected = "device_disconnected";
    public const string AnalyticsUpdate = "analytics_update";
    public const string SecurityAlert = "security_alert";
    public const string OptimizationComplete = "optimization_complete";
    public const string StorageAlert = "storage_alert";
    public const string NetworkStatus = "network_status";
    public const string Error = "error";
    public const string Heartbeat = "heartbeat";
    public const string Subscription = "subscription";
    public const string Unsubscription = "unsubscription";
    public const string LiveMetrics = "live_metrics";
    public const string Notification = "notification";
    public const string DeviceAction = "device_action";
    public const string SystemMessage = "system_message";
    public const string PerformanceData = "performance_data";

    /// <summary>One of <see cref="OfTheClient"/>: a new token for an open connection.</summary>
    public const string Auth = "auth";

    /// <summary>One of <see cref="OfTheServer"/>: what a client sent has been done, or what a user was told has been seen.</summary>
    public const string Ack = "ack";

    /// <summary>One of <see cref="OfTheServer"/>: somebody has come to a topic, or gone.</summary>
    public const string Presence = "presence";

    /// <summary>One of <see cref="OfTheServer"/>: go elsewhere.</summary>
    public const string Reconnect = "reconnect";

    /// <summary>Every type, in the order of the wire contract.</summary>
    public static FrozenSet<string> All { get; } = new[]
    {
        DeviceStatus, DeviceConnected, DeviceDisconnected, AnalyticsUpdate, SecurityAlert, OptimizationComplete, StorageAlert,
        NetworkStatus, Error, Heartbeat, Subscription, Unsubscription, LiveMetrics, Notification, DeviceAction, SystemMessage,
        PerformanceData,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What the server says beside the wire contract's types: no publisher can publish it.</summary>
    public static FrozenSet<string> OfTheServer { get; } = new[] { Ack, Presence, Reconnect }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What clients say beside the wire contract's types: the server never says it, and no publisher can publish it.</summary>
    public static FrozenSet<string> OfTheClient { get; } = new[] { Auth }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether each one counts, even where it has a key: no later one stands for it.</summary>
    public static bool IsAlert(string type) => type is SecurityAlert or StorageAlert or Notification;

    /// <summary>Whether <paramref name="type"/> is one of <see cref="All"/>; case counts.</summary>
    public static bool IsKnown(string type) => All.Contains(type);
}
