using System.Reflection;
using AndroidZen.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AndroidZen.Silo.Telemetry;

/// <summary>What a process tells of itself (docs/operations.md): metrics always, for whoever scrapes them; metrics, traces and logs over OTLP where the configuration says so.</summary>
public static class TelemetryHostingExtensions
{
    /// <summary>
    /// How many combinations of tags an instrument may have; all beyond it are counted as one. OpenTelemetry keeps room for them from the start, by default for 2,000 of each instrument: of the
    /// hundreds that a process has, that was 25 MB more, nearly all of it empty.
    /// </summary>
    private const int MaxSeries = 200;

    /// <summary>That of requests, which have route, method and status.</summary>
    private const int MaxRequestSeries = 1000;

    /// <summary>Adds metrics, traces and logs.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">Its name (<c>service.name</c>), unless <c>OTEL_SERVICE_NAME</c> gives another.</param>
    /// <param name="isTraced">Which HTTP requests may begin a trace; none without it.</param>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder, string service, Func<HttpContext, bool>? isTraced = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var exports = OtlpExports.Of(builder.Configuration);
        builder.Services.AddValidatedOptions<TelemetryOptions, TelemetryOptionsValidator>(TelemetryOptions.SectionName);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, service))
            .WithMetrics(metrics => AddMetrics(metrics, exports));
        if (exports.Traces)
        {
            telemetry.WithTracing(traces => AddTraces(traces, isTraced ?? (static _ => false)));
        }

        if (exports.Logs)
        {
            telemetry.WithLogging(static logs => logs.AddOtlpExporter(), static options => (options.IncludeScopes, options.IncludeFormattedMessage) = (true, true));
        }

        return builder;
    }

    /// <summary>Collects metrics from here on, not only from the host's start: the zeros that counters begin with are told as services are made, and would be lost.</summary>
    public static void CollectMetrics(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        _ = host.Services.GetRequiredService<MeterProvider>();
    }

    /// <summary>The standard variables have the last word.</summary>
    private static void Describe(ResourceBuilder resource, string service) =>
        resource.AddService(service, serviceVersion: Version(), autoGenerateServiceInstanceId: true).AddEnvironmentVariableDetector();

    private static string? Version() => typeof(TelemetryHostingExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static void AddMetrics(MeterProviderBuilder metrics, OtlpExports exports)
    {
        metrics
            .AddMeter("AndroidZen.*", "Microsoft.Orleans")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddView(static instrument => new MetricStreamConfiguration { CardinalityLimit = instrument.Name == "http.server.request.duration" ? MaxRequestSeries : MaxSeries })
            .AddPrometheusExporter();
        if (exports.Metrics)
        {
            metrics.AddOtlpExporter();
        }
    }

    private static void AddTraces(TracerProviderBuilder traces, Func<HttpContext, bool> isTraced) => traces
        .SetSampler(static services => new RequestSampler(services.GetRequiredService<IOptions<TelemetryOptions>>().Value.TraceRatio))
        .AddSource("AndroidZen.*", "Microsoft.Orleans.*")
        .AddAspNetCoreInstrumentation(requests => requests.Filter = isTraced)
        .AddOtlpExporter();
}
