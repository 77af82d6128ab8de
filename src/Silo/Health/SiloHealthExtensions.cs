using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AndroidZen.Silo.Health;

internal static class SiloHealthExtensions
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>Adds what a silo's health depends on; <see cref="HealthEndpoints"/> has the paths.</summary>
    public static void AddSiloHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<SiloHealthCheck>("silo", tags: [HealthTags.Startup, HealthTags.Ready])
        .AddCheck<SiloDeathCheck>("membership", tags: [HealthTags.Live])
        .AddCheck<StorageHealthCheck>("storage", HealthStatus.Degraded, [HealthTags.Ready], _patience);
}
