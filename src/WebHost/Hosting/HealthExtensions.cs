using AndroidZen.Gateways;
using AndroidZen.Silo.Health;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AndroidZen.WebHost.Hosting;

/// <summary>What a web host's health depends on; <see cref="HealthEndpoints"/> has the paths.</summary>
internal static class HealthExtensions
{
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        // Not of the start: a web host waits for its cluster as long as it takes, and is no better for being started again.
        builder.Services.AddHealthChecks().AddCheck<ClusterHealthCheck>("cluster", tags: [HealthTags.Ready], timeout: TimeSpan.FromSeconds(3));
        return builder;
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
                return HealthCheckResult.Healthy("The gateway is attached, and the cluster answers.");
            }
            catch (Exception exception)
            {
                return HealthCheckResult.Unhealthy("The cluster does not answer.", exception);
            }
        }
    }
}
