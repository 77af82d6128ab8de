using System.Text.Json.Serialization;

namespace AndroidZen.Comparison.Reporting;

/// <summary>How a report looks as JSON.</summary>
[JsonSerializable(typeof(ComparisonReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class ReportJson : JsonSerializerContext;
