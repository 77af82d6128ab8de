using System.Text.Json.Serialization;

namespace AndroidZen.LoadGenerator.Reporting;

/// <summary>How a report looks as JSON.</summary>
[JsonSerializable(typeof(LoadReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class LoadReportJson : JsonSerializerContext;
