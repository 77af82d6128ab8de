using System.Text.Json;
using System.Text.Json.Serialization;

namespace AndroidZen.WebHost.Protocol;

// The answers of the REST endpoints (wire contract).

/// <summary>Answer of <c>POST /ws/broadcast</c>.</summary>
internal sealed record BroadcastAnswer(string Message, int Recipients, string Type);

/// <summary>Answer of <c>POST /ws/send-to-user/{user_id}</c>; without <c>type</c> when the user is nowhere connected.</summary>
internal sealed record SendToUserAnswer(string Message, string UserId, int Recipients, string? Type = null);

/// <summary>Answer of <c>DELETE /ws/connections/{client_id}</c>.</summary>
internal sealed record DisconnectAnswer(string Message, string ClientId);

/// <summary>Answer of <c>POST /ws/cleanup</c>.</summary>
internal sealed record CleanupAnswer(string Message, int CleanedConnections);

/// <summary>Answer of <c>POST /ws/device-alert</c> and <c>POST /ws/security-alert</c>.</summary>
internal sealed record AlertAnswer(string Message, string DeviceId, string AlertType);

/// <summary>Answer of <c>POST /ws/analytics-update</c> and <c>POST /ws/live-metrics</c>.</summary>
internal sealed record MetricsAnswer(string Message, string DeviceId, int MetricsCount);

/// <summary>Answer of <c>POST /ws/performance-data</c>.</summary>
internal sealed record PerformanceAnswer(string Message, int DataPoints);

/// <summary>Answer of <c>POST /ws/notification</c>; <c>id</c> is that of the notification.</summary>
internal sealed record NotificationAnswer(string Message, string Type, string Title, string Severity, string Id);

/// <summary>Answer of <c>POST /ws/device-action/{device_id}</c>.</summary>
internal sealed record DeviceActionAnswer(string Message, string DeviceId, string ActionId, string Status);

/// <summary>Answer of <c>POST /ws/optimization-complete</c>; <c>improvements</c> is whatever <c>results.improvements</c> is.</summary>
internal sealed record OptimizationAnswer(string Message, string DeviceId, JsonElement Improvements);

/// <summary>Answer of <c>POST /ws/start-monitoring/{device_id}</c>.</summary>
internal sealed record MonitoringAnswer(string Message, string DeviceId, string MonitoringType, double Interval);

/// <summary>Answer of <c>POST /ws/stop-monitoring/{device_id}</c>; type and interval are those of the others who watch.</summary>
internal sealed record MonitoringStoppedAnswer(string Message, string DeviceId, bool Monitoring, string? MonitoringType = null, double? Interval = null);

/// <summary>Answer of <c>POST /ws/live-metrics/batch</c>.</summary>
internal sealed record MetricsBatchAnswer(string Message, int Samples, int Devices);

/// <summary>Answer of <c>POST /devices/{device_id}/actions</c>.</summary>
internal sealed record RequestedActionAnswer(string Message, string DeviceId, string ActionId, string ActionType, string Status, string Deadline);

/// <summary>Answer of <c>GET /devices/{device_id}/actions</c>.</summary>
internal sealed record DeviceActionsAnswer(IReadOnlyList<JsonElement> Actions);

/// <summary>Answer of <c>GET /devices</c>; <c>total</c> counts all pages.</summary>
internal sealed record DevicesAnswer(IReadOnlyList<JsonElement> Devices, int Total, string? NextCursor = null);

/// <summary>Answer of <c>DELETE /devices/{device_id}</c>.</summary>
internal sealed record DeviceRemovedAnswer(string Message, string DeviceId);

/// <summary>Answer of <c>GET /users/me/notifications</c>.</summary>
internal sealed record InboxAnswer(IReadOnlyList<JsonElement> Notifications, int Unread);

/// <summary>Answer of <c>POST /users/me/notifications/read</c>, and of the same for one.</summary>
internal sealed record InboxReadingAnswer(string Message, IReadOnlyList<string> NotificationIds, int Unread);

/// <summary>Answer of <c>POST /devices/{device_id}/status</c>.</summary>
internal sealed record DeviceStatusAnswer(string Message, string DeviceId, string Status);

/// <summary>Answer of <c>GET /ws/stats</c>.</summary>
internal sealed record StatsAnswer(SocketStatistics WebsocketStats, string Status);

/// <summary>Counts over the whole cluster.</summary>
internal sealed record SocketStatistics(
    int TotalConnections,
    int ActiveConnections,
    int TotalUsers,
    IReadOnlyDictionary<string, int> SubscriptionCounts,
    double AverageSubscriptionsPerClient);

/// <summary>Answer of <c>POST /dev/token</c>.</summary>
internal sealed record TokenAnswer(string Token);

/// <summary>Answer of <c>GET /topics</c>.</summary>
/// <param name="Topics">By name.</param>
/// <param name="NextCursor">The next page's <c>cursor</c>; not there on the last.</param>
internal sealed record TopicsAnswer(IReadOnlyList<TopicAnswer> Topics, string? NextCursor = null);

/// <summary>A topic that somebody is on.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Subscribers">The connections that are on it.</param>
/// <param name="Epoch">Which life of the topic.</param>
/// <param name="Offset">The last publication's number.</param>
/// <param name="PublicationsPerSecond">Over the last minute.</param>
/// <param name="Kept">How many publications are kept for recovery.</param>
internal sealed record TopicAnswer(string Topic, int Subscribers, string Epoch, long Offset, double PublicationsPerSecond, int Kept);

/// <summary>Answer of <c>GET /topics/{topic}/presence</c>.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Connections">How many are on it.</param>
/// <param name="Users">How many users they belong to.</param>
/// <param name="Members">The first of them by <c>client_id</c>.</param>
/// <param name="Truncated">Whether there are more than are named.</param>
internal sealed record TopicPresenceAnswer(string Topic, int Connections, int Users, IReadOnlyList<TopicMemberAnswer> Members, bool? Truncated = null);

/// <summary>A connection on a topic.</summary>
/// <param name="ClientId">Its <c>client_id</c>.</param>
/// <param name="UserId"><c>null</c> without a token.</param>
/// <param name="Gateway">The web host that has it.</param>
/// <param name="SubscribedAt">Since when; only on topics whose rule says <c>Presence</c>.</param>
internal sealed record TopicMemberAnswer(
    string ClientId, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? UserId, string Gateway, string? SubscribedAt = null);

/// <summary>Answer of <c>GET /users/{user_id}/presence</c>.</summary>
internal sealed record UserPresenceAnswer(string UserId, bool Online, IReadOnlyList<UserConnectionAnswer> Connections);

/// <summary>A connection of a user.</summary>
internal sealed record UserConnectionAnswer(string ClientId, string Gateway, string ConnectedAt);
