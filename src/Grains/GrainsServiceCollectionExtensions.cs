using AndroidZen.Configuration;
using AndroidZen.Grains.Alerts;
using AndroidZen.Grains.Devices;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.Presence;
using AndroidZen.Grains.Users;
using AndroidZen.Publishing;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains;

/// <summary>Registers what the grains need.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>Adds the options of the grains (validated at start), the dispatcher, and the publisher.</summary>
    public static IServiceCollection AddAndroidZenGrains(this IServiceCollection services)
    {
        services.AddRealtimePublisher();
        services.AddTopicPolicies();
        services.TryAddSingleton<GatewayDispatcher>();
        services.TryAddSingleton(provider => new FleetReporter(
            changes => provider.GetRequiredService<IGrainFactory>().GetFleetStatus().TellAsync(changes),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FleetReporter>>()));
        services.AddValidatedOptions<AlertOptions, AlertOptionsValidator>(AlertOptions.SectionName);
        services.AddValidatedOptions<DeviceOptions, DeviceOptionsValidator>(DeviceOptions.SectionName);
        services.AddValidatedOptions<DispatchOptions, DispatchOptionsValidator>(DispatchOptions.SectionName);
        services.AddValidatedOptions<GatewayWatchOptions, GatewayWatchOptionsValidator>(GatewayWatchOptions.SectionName);
        services.AddValidatedOptions<PresenceOptions, PresenceOptionsValidator>(PresenceOptions.SectionName);
        services.AddValidatedOptions<UserOptions, UserOptionsValidator>(UserOptions.SectionName);
        return services;
    }
}
