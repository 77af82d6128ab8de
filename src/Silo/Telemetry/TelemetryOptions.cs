using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Telemetry;

/// <summary>Section <c>Telemetry</c>: what is traced, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where traces go (docs/operations.md, "Traces").</summary>
public sealed class TelemetryOptions
{
    public const string SectionName = "Telemetry";

    /// <summary>The share of requests that are traced, of those that do not come with a trace (<c>traceparent</c>); with these, their caller has decided.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 0.01;

    /// <summary>How many of the socket writes of one traced publication each web host tells in its trace. A publication may have ten thousand receivers.</summary>
    [Range(0, 1000)]
    public int TracedWrites { get; set; } = 8;
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
