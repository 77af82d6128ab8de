using System.Text.Json.Serialization;

namespace AndroidZen.HostAgent.Reporting;

/// <summary>The JSON of the REST API: snake_case, and a reading that there is none of is left out rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeviceStatusReport))]
[JsonSerializable(typeof(LiveMetricsReport))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ReportJson : JsonSerializerContext;
