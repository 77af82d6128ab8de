using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.Silo.Storage;

/// <summary>Puts something of ours in front of a service that Orleans has registered.</summary>
internal static class ServiceDecoration
{
    /// <summary>Replaces the service that has been registered last under the key, or under none, by one made of it.</summary>
    public static void Decorate<TService>(this IServiceCollection services, object? key, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(TService) && Equals(service.ServiceKey, key));
        services.Remove(inner);
        services.AddKeyedSingleton(key, (provider, _) => decorate(provider, Create<TService>(inner, provider)));
    }

    private static TService Create<TService>(ServiceDescriptor service, IServiceProvider provider)
        where TService : class => (TService)(service.IsKeyedService
            ? service.KeyedImplementationInstance ?? service.KeyedImplementationFactory?.Invoke(provider, service.ServiceKey) ?? ActivatorUtilities.CreateInstance(provider, service.KeyedImplementationType!)
            : service.ImplementationInstance ?? service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
