using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Hosting;

/// <summary><c>GET /metrics</c>: this process's metrics in Prometheus' text format, for administrators.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static void MapMetrics(this WebApplication app) =>
        app.MapPrometheusScrapingEndpoint(Path).RequireAuthorization(Policies.Admin).ExcludeFromDescription().DisableHttpMetrics();
}
