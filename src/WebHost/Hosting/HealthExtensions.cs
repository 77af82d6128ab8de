using AndroidZen.Gateways;
using AndroidZen.WebHost.Gateways;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AndroidZen.WebHost.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: connections and requests may be sent here.</summary>
internal static class HealthExtensions
{
    private const string ReadyTag = "ready";

    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<ClusterHealthCheck>("cluster", tags: [ReadyTag], timeout: TimeSpan.FromSeconds(3));
        return builder;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = static check => check.Tags.Contains(ReadyTag) });
    }

    private sealed class ClusterHealthCheck(WebGateway gateway, GatewayIdentity identity, IGrainFactory grains) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            if (!gateway.IsAttached)
            {
                return HealthCheckResult.Unhealthy("The gateway is not attached to the cluster.");
            }

            try
            {
                await grains.GetGrain<IGatewayGrain>(identity.Id).ReportAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception)
            {
                return HealthCheckResult.Unhealthy("The cluster does not answer.", exception);
            }
        }
    }
}
