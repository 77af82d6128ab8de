using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace AndroidZen.WebHost.Protocol;

/// <summary>How bodies and answers are read and written: snake_case, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BroadcastRequest))]
[JsonSerializable(typeof(SendToUserRequest))]
[JsonSerializable(typeof(DeviceAlertRequest))]
[JsonSerializable(typeof(SecurityAlertRequest))]
[JsonSerializable(typeof(MetricsRequest))]
[JsonSerializable(typeof(NotificationRequest))]
[JsonSerializable(typeof(DeviceActionRequest))]
[JsonSerializable(typeof(OptimizationRequest))]
[JsonSerializable(typeof(StartMonitoringRequest))]
[JsonSerializable(typeof(DeviceStatusRequest))]
[JsonSerializable(typeof(RequestActionRequest))]
[JsonSerializable(typeof(MetricsBatchRequest))]
[JsonSerializable(typeof(MarkReadRequest))]
[JsonSerializable(typeof(StopMonitoringRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(BroadcastAnswer))]
[JsonSerializable(typeof(SendToUserAnswer))]
[JsonSerializable(typeof(DisconnectAnswer))]
[JsonSerializable(typeof(CleanupAnswer))]
[JsonSerializable(typeof(AlertAnswer))]
[JsonSerializable(typeof(MetricsAnswer))]
[JsonSerializable(typeof(PerformanceAnswer))]
[JsonSerializable(typeof(NotificationAnswer))]
[JsonSerializable(typeof(DeviceActionAnswer))]
[JsonSerializable(typeof(OptimizationAnswer))]
[JsonSerializable(typeof(MonitoringAnswer))]
[JsonSerializable(typeof(DeviceStatusAnswer))]
[JsonSerializable(typeof(MonitoringStoppedAnswer))]
[JsonSerializable(typeof(MetricsBatchAnswer))]
[JsonSerializable(typeof(RequestedActionAnswer))]
[JsonSerializable(typeof(DeviceActionsAnswer))]
[JsonSerializable(typeof(DevicesAnswer))]
[JsonSerializable(typeof(DeviceRemovedAnswer))]
[JsonSerializable(typeof(InboxAnswer))]
[JsonSerializable(typeof(InboxReadingAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class WireJson : JsonSerializerContext;
