using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AndroidZen.Silo.Health;

/// <summary>Whether the silo is one of the cluster.</summary>
internal sealed class SiloHealthCheck(ISiloStatusOracle membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(membership.CurrentStatus switch
    {
        SiloStatus.Active => HealthCheckResult.Healthy($"One of {membership.GetApproximateSiloStatuses(onlyActive: true).Count} active silos."),
        SiloStatus.None or SiloStatus.Created or SiloStatus.Joining => HealthCheckResult.Unhealthy("The silo has not joined the cluster yet."),
        SiloStatus.Dead => HealthCheckResult.Unhealthy("The cluster has declared this silo dead."),
        _ => HealthCheckResult.Unhealthy("The silo is leaving the cluster."),
    });
}

/// <summary>Whether the silo is beyond help: all others have given it up, and it still runs.</summary>
internal sealed class SiloDeathCheck(ISiloStatusOracle membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        membership.CurrentStatus == SiloStatus.Dead ? HealthCheckResult.Unhealthy("The cluster has declared this silo dead.") : HealthCheckResult.Healthy());
}
