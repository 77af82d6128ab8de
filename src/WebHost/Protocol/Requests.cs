using System.Text.Json;
using System.Text.Json.Serialization;
using AndroidZen.Protocol;

namespace AndroidZen.WebHost.Protocol;

// The bodies of the REST endpoints (wire contract). Everything is nullable: what is required, and of which form, the endpoints say, so that the answer names the field.

/// <summary>Body of <c>POST /ws/broadcast</c>.</summary>
internal sealed record BroadcastRequest(string? Type, JsonElement? Data, string? SubscriptionFilter)
{
    public const string DefaultType = MessageTypes.AnalyticsUpdate;
}

/// <summary>Body of <c>POST /ws/send-to-user/{user_id}</c>.</summary>
internal sealed record SendToUserRequest(string? Type, JsonElement? Data);

/// <summary>Body of <c>POST /ws/device-alert</c>.</summary>
internal sealed record DeviceAlertRequest(string? DeviceId, string? AlertType, string? Message, string? Severity);

/// <summary>Body of <c>POST /ws/security-alert</c>.</summary>
internal sealed record SecurityAlertRequest(string? DeviceId, JsonElement? AlertDetails);

/// <summary>Body of <c>POST /ws/analytics-update</c> and <c>POST /ws/live-metrics</c>.</summary>
internal sealed record MetricsRequest(string? DeviceId, JsonElement? Metrics);

/// <summary>Body of <c>POST /ws/notification</c>.</summary>
internal sealed record NotificationRequest(
    string? Type, string? Title, string? Message, string? Severity, string? UserId, string? DeviceId, JsonElement? Data);

/// <summary>Body of <c>POST /ws/device-action/{device_id}</c>.</summary>
internal sealed record DeviceActionRequest(string? ActionId, string? ActionType, string? Status, JsonElement? Result);

/// <summary>Body of <c>POST /ws/optimization-complete</c>.</summary>
internal sealed record OptimizationRequest(string? DeviceId, JsonElement? Results);

/// <summary>Body of <c>POST /ws/start-monitoring/{device_id}</c>.</summary>
internal sealed record StartMonitoringRequest(string? Type, double? Interval);

/// <summary>Body of <c>POST /devices/{device_id}/status</c>. Members not named here are kept and passed on.</summary>
internal sealed record DeviceStatusRequest
{
    public string? Name { get; init; }

    public string? Status { get; init; }

    public double? BatteryLevel { get; init; }

    public double? CpuUsage { get; init; }

    public double? MemoryUsage { get; init; }

    public double? StorageUsage { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Details { get; set; }
}

/// <summary>Body of <c>POST /dev/token</c>.</summary>
internal sealed record TokenRequest(string? UserId, string? Role);
