using AndroidZen.Grains.Devices;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.Users;
using AndroidZen.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains;

/// <summary>Registers what the grains need.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>Adds the options of the grains (validated at start), the dispatcher, and the publisher.</summary>
    public static IServiceCollection AddAndroidZenGrains(this IServiceCollection services)
    {
        services.AddRealtimePublisher();
        services.TryAddSingleton<GatewayDispatcher>();
        services.AddValidated<DeviceOptions, DeviceOptionsValidator>(DeviceOptions.SectionName);
        services.AddValidated<DispatchOptions, DispatchOptionsValidator>(DispatchOptions.SectionName);
        services.AddValidated<GatewayWatchOptions, GatewayWatchOptionsValidator>(GatewayWatchOptions.SectionName);
        services.AddValidated<UserOptions, UserOptionsValidator>(UserOptions.SectionName);
        return services;
    }

    private static void AddValidated<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SectionValidator<TOptions>(section, new TValidator()));
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }
}
