using AndroidZen.Configuration;
using AndroidZen.Grains.Alerts;
using AndroidZen.Grains.Devices;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.HandOver;
using AndroidZen.Grains.Presence;
using AndroidZen.Grains.Topics;
using AndroidZen.Grains.Users;
using AndroidZen.Publishing;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains;

/// <summary>Registers what the grains need.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>Adds the options of the grains (validated at start), the dispatcher, and the publisher.</summary>
    public static IServiceCollection AddAndroidZenGrains(this IServiceCollection services)
    {
        services.AddRealtimePublisher();
        services.AddTopicPolicies();
        services.AddMetrics();
        services.TryAddSingleton<TopicMetrics>();
        services.TryAddSingleton<DispatchMetrics>();
        services.TryAddSingleton<FleetMetrics>();
        services.TryAddSingleton<GatewayDispatcher>();
        services.TryAddSingleton<GrainHandOver>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<GrainHandOver>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<TopicMetrics>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<DispatchMetrics>());
        services.AddOptions<HostOptions>().PostConfigure<IOptions<HandOverOptions>>(static (host, handOver) => host.ShutdownTimeout += handOver.Value.Timeout);
        services.TryAddSingleton(provider => new FleetReporter(
            changes => provider.GetRequiredService<IGrainFactory>().GetFleetStatus().TellAsync(changes),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FleetReporter>>()));
        services.AddValidatedOptions<AlertOptions, AlertOptionsValidator>(AlertOptions.SectionName);
        services.AddValidatedOptions<DeviceOptions, DeviceOptionsValidator>(DeviceOptions.SectionName);
        services.AddValidatedOptions<DispatchOptions, DispatchOptionsValidator>(DispatchOptions.SectionName);
        services.AddValidatedOptions<GatewayWatchOptions, GatewayWatchOptionsValidator>(GatewayWatchOptions.SectionName);
        services.AddValidatedOptions<HandOverOptions, HandOverOptionsValidator>(HandOverOptions.SectionName);
        services.AddValidatedOptions<PresenceOptions, PresenceOptionsValidator>(PresenceOptions.SectionName);
        services.AddValidatedOptions<UserOptions, UserOptionsValidator>(UserOptions.SectionName);
        return services;
    }
}
