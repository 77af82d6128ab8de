using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Telemetry;

/// <summary>What goes to an OTLP receiver: all, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; else what has an endpoint of its own (<c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> and so on).</summary>
internal readonly record struct OtlpExports(bool Metrics, bool Traces, bool Logs)
{
    private const string CommonKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string DisabledKey = "OTEL_SDK_DISABLED";

    /// <summary>Reads the standard keys, from the environment or any other source of the configuration.</summary>
    public static OtlpExports Of(IConfiguration configuration)
    {
        var isDisabled = string.Equals(configuration[DisabledKey], "true", StringComparison.OrdinalIgnoreCase);
        return isDisabled ? default : new(Has("METRICS"), Has("TRACES"), Has("LOGS"));

        bool Has(string signal) => !string.IsNullOrWhiteSpace(configuration[CommonKey]) || !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]);
    }
}
