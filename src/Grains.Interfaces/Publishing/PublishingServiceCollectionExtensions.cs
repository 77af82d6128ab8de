using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AndroidZen.Publishing;

/// <summary>Registers the publisher.</summary>
public static class PublishingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="RealtimePublisher"/>; the process must be a silo or a cluster client.</summary>
    public static IServiceCollection AddRealtimePublisher(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RealtimePublisher>();
        return services;
    }
}
