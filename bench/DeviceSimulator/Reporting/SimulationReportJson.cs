using System.Text.Json.Serialization;

namespace AndroidZen.DeviceSimulator.Reporting;

/// <summary>How a report looks as JSON.</summary>
[JsonSerializable(typeof(SimulationReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class SimulationReportJson : JsonSerializerContext;
