using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Storage;

namespace AndroidZen.Silo.Health;

/// <summary>Whether the grains' storage answers. Degraded, not unhealthy, where it does not: all silos have the same storage, and what is in memory goes on without it.</summary>
internal sealed class StorageHealthCheck(IServiceProvider services) : IHealthCheck
{
    public const string StorageName = "Default";

    private static readonly GrainId _nobody = GrainId.Create("health", "probe");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await services.GetRequiredKeyedService<IGrainStorage>(StorageName).ReadStateAsync("health", _nobody, new GrainState<Nothing>()).WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception)
        {
            return HealthCheckResult.Degraded("The grains' storage does not answer: what must be stored is refused (503) until it does.", exception);
        }
    }

    /// <summary>A state that no grain has.</summary>
    [GenerateSerializer, Alias("androidzen.health-probe")]
    internal sealed class Nothing;
}
