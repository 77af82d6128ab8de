using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.Security;

namespace AndroidZen.WebHost.Protocol;

// The bodies of the REST endpoints (wire contract). Everything is nullable: what is required, and of which form, the endpoints say, so that the answer names the field. A parameter without
// a default, the attributes and the comments are what the OpenAPI document tells.

/// <summary>Body of <c>POST /ws/broadcast</c>.</summary>
/// <param name="Type">One of the message types of docs/protocol.md.</param>
/// <param name="Data">The message's data.</param>
/// <param name="SubscriptionFilter">The topic; every connection without one.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record BroadcastRequest(
    [property: DefaultValue(BroadcastRequest.DefaultType)] string? Type = null,
    [property: JsonObjectValue] JsonElement? Data = null,
    string? SubscriptionFilter = null,
    JsonElement? Id = null)
{
    public const string DefaultType = MessageTypes.AnalyticsUpdate;
}

/// <summary>Body of <c>POST /ws/send-to-user/{user_id}</c>.</summary>
/// <param name="Type">One of the message types of docs/protocol.md.</param>
/// <param name="Data">The message's data.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record SendToUserRequest(
    [property: DefaultValue(BroadcastRequest.DefaultType)] string? Type = null, [property: JsonObjectValue] JsonElement? Data = null,
    JsonElement? Id = null);

/// <summary>Body of <c>POST /ws/device-alert</c>.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="AlertType">An alert of type <c>security</c> is a <c>security_alert</c>, any other an <c>analytics_update</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Severity">Any word.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record DeviceAlertRequest(
    string? DeviceId,
    [property: DefaultValue(DeviceAlertRequest.DefaultType), MaxLength(TextLimits.Word)] string? AlertType = null,
    [property: DefaultValue(DeviceAlertRequest.DefaultMessage), MaxLength(TextLimits.Message)] string? Message = null,
    [property: DefaultValue(DeviceAlertRequest.DefaultSeverity), MaxLength(TextLimits.Word)] string? Severity = null,
    JsonElement? Id = null)
{
    public const string DefaultType = "general";
    public const string DefaultMessage = "The device needs attention";
    public const string DefaultSeverity = "medium";
}

/// <summary>Body of <c>POST /ws/security-alert</c>.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="AlertDetails">Anything; its <c>type</c> is told in the answer.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record SecurityAlertRequest(string? DeviceId, [property: JsonObjectValue] JsonElement? AlertDetails = null, JsonElement? Id = null);

/// <summary>Body of <c>POST /ws/analytics-update</c> and <c>POST /ws/live-metrics</c>.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Metrics">Any metrics; <c>cpu_usage</c>, <c>memory_usage</c>, <c>storage_usage</c> and <c>battery_level</c>, in percent, become part of the device's status.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record MetricsRequest(string? DeviceId, [property: JsonObjectValue] JsonElement? Metrics = null, JsonElement? Id = null);

/// <summary>Body of <c>POST /ws/notification</c>.</summary>
/// <param name="Title">For people.</param>
/// <param name="Message">For people.</param>
/// <param name="Type">Any word.</param>
/// <param name="Severity">Any word.</param>
/// <param name="UserId">The user; everybody on <c>notifications</c> without one.</param>
/// <param name="DeviceId">The device that it is about.</param>
/// <param name="Data">Anything.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record NotificationRequest(
    [property: MaxLength(TextLimits.Title)] string? Title,
    [property: MaxLength(TextLimits.Message)] string? Message,
    [property: DefaultValue(NotificationRequest.DefaultWord), MaxLength(TextLimits.Word)] string? Type = null,
    [property: DefaultValue(NotificationRequest.DefaultWord), MaxLength(TextLimits.Word)] string? Severity = null,
    string? UserId = null,
    string? DeviceId = null,
    JsonElement? Data = null,
    JsonElement? Id = null)
{
    public const string DefaultWord = "info";
}

/// <summary>Body of <c>POST /ws/device-action/{device_id}</c>.</summary>
/// <param name="ActionId">The action; a later report of the same one takes the place of the earlier.</param>
/// <param name="ActionType">Any word.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Result">Anything.</param>
/// <param name="Progress">How much is done, in percent.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record DeviceActionRequest(
    [property: MaxLength(TextLimits.Word)] string? ActionId,
    [property: MaxLength(TextLimits.Word)] string? ActionType,
    [property: AllowedValues(DeviceActionStatus.Queued, DeviceActionStatus.InProgress, DeviceActionStatus.Completed, DeviceActionStatus.Failed)] string? Status,
    JsonElement? Result = null,
    [property: Range(0, 100)] double? Progress = null,
    JsonElement? Id = null);

/// <summary>Body of <c>POST /devices/{device_id}/actions</c>.</summary>
/// <param name="ActionType">Any word that the device's agent knows.</param>
/// <param name="ActionId">A new one; made up without.</param>
/// <param name="Parameters">What the device is to do it with.</param>
/// <param name="Timeout">How long the device may say nothing of it before it has failed, in seconds; <c>Devices:ActionTimeout</c> without one.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record RequestActionRequest(
    [property: MaxLength(TextLimits.Word)] string? ActionType,
    [property: MaxLength(TextLimits.Word)] string? ActionId = null,
    [property: JsonObjectValue] JsonElement? Parameters = null,
    [property: Range(RequestActionRequest.MinTimeout, RequestActionRequest.MaxTimeout)] double? Timeout = null,
    JsonElement? Id = null)
{
    public const double MinTimeout = 1;
    public const double MaxTimeout = 2_592_000;
}

/// <summary>Body of <c>POST /ws/live-metrics/batch</c>.</summary>
/// <param name="Samples">At most 1000.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record MetricsBatchRequest([property: MaxLength(MetricsBatchRequest.MaxSamples)] IReadOnlyList<MetricsSample?>? Samples, JsonElement? Id = null)
{
    public const int MaxSamples = 1000;
}

/// <summary>One sample of a batch.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Metrics">As in <see cref="MetricsRequest"/>.</param>
internal sealed record MetricsSample(string? DeviceId, [property: JsonObjectValue] JsonElement? Metrics = null);

/// <summary>Body of <c>POST /users/me/notifications/read</c>.</summary>
/// <param name="NotificationIds">Which; all without it.</param>
internal sealed record MarkReadRequest(IReadOnlyList<string?>? NotificationIds = null);

/// <summary>Body of <c>POST /ws/optimization-complete</c>.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Results">Anything; its <c>improvements</c> are told in the answer.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record OptimizationRequest(string? DeviceId, [property: JsonObjectValue] JsonElement? Results = null, JsonElement? Id = null);

/// <summary>Body of <c>POST /ws/start-monitoring/{device_id}</c>.</summary>
/// <param name="Type">Any word.</param>
/// <param name="Interval">In seconds.</param>
/// <param name="Watcher">Who watches, so that others are not disturbed; the token's user without it.</param>
/// <param name="Id">Names the request, so that it can be repeated: a text or a number.</param>
internal sealed record StartMonitoringRequest(
    [property: DefaultValue(StartMonitoringRequest.DefaultType), MaxLength(TextLimits.Word)] string? Type = null,
    [property: DefaultValue(StartMonitoringRequest.DefaultInterval), Range(0.1, 86400)] double? Interval = null,
    [property: MaxLength(TextLimits.Word)] string? Watcher = null,
    JsonElement? Id = null)
{
    public const string DefaultType = "all";
    public const double DefaultInterval = 5;
}

/// <summary>Body of <c>POST /ws/stop-monitoring/{device_id}</c>.</summary>
/// <param name="Watcher">Who watches no longer; the token's user without it.</param>
/// <param name="All">Whether nobody is to watch any longer.</param>
internal sealed record StopMonitoringRequest([property: MaxLength(TextLimits.Word)] string? Watcher = null, bool? All = null);

/// <summary>Body of <c>POST /alerts/{alert_id}/acknowledge</c>.</summary>
/// <param name="Note">For people: what has been done about it.</param>
internal sealed record AcknowledgeRequest([property: MaxLength(TextLimits.Message)] string? Note = null);

/// <summary>Body of <c>POST /devices/{device_id}/status</c>. Members not named here are kept and passed on.</summary>
internal sealed record DeviceStatusRequest
{
    /// <summary>For people.</summary>
    [MaxLength(TextLimits.Word)]
    public string? Name { get; init; }

    /// <summary>Any word but <c>unknown</c>; <c>disconnected</c> says goodbye.</summary>
    [DefaultValue(DeviceStatus.Connected), MaxLength(TextLimits.Word)]
    public string? Status { get; init; }

    /// <summary>In percent.</summary>
    [Range(0, 100)]
    public double? BatteryLevel { get; init; }

    /// <summary>In percent.</summary>
    [Range(0, 100)]
    public double? CpuUsage { get; init; }

    /// <summary>In percent.</summary>
    [Range(0, 100)]
    public double? MemoryUsage { get; init; }

    /// <summary>In percent.</summary>
    [Range(0, 100)]
    public double? StorageUsage { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Details { get; set; }
}

/// <summary>Body of <c>POST /dev/token</c>.</summary>
/// <param name="UserId">Whose token; <c>developer</c> without one.</param>
/// <param name="Role">The role.</param>
internal sealed record TokenRequest(
    string? UserId = null,
    [property: DefaultValue(Roles.User), AllowedValues(Roles.Admin, Roles.Publisher, Roles.Operator, Roles.Device, Roles.User)] string? Role = null);

/// <summary>The value must be a JSON object: for the OpenAPI document, which cannot see it in the type.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class JsonObjectValueAttribute : Attribute;
