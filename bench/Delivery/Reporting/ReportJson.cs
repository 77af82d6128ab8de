using System.Text.Json.Serialization;

namespace AndroidZen.Delivery.Reporting;

/// <summary>How a report looks as JSON.</summary>
[JsonSerializable(typeof(DeliveryReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
internal sealed partial class ReportJson : JsonSerializerContext;
