using AndroidZen.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Persistence;
using Orleans.Storage;
using StackExchange.Redis;

namespace AndroidZen.Silo.Storage;

internal static class StorageCircuitHosting
{
    /// <summary>Puts a <see cref="StorageCircuit"/> in front of every storage provider that has been added so far, and of the reminders.</summary>
    public static void AddStorageCircuits(this IServiceCollection services)
    {
        services.AddSingleton<StorageMetrics>();
        services.AddValidatedOptions<StorageCircuitOptions, StorageCircuitOptionsValidator>(StorageCircuitOptions.SectionName)
            .Validate(static circuit => circuit.Window > circuit.Timeout, "Storage:Window must exceed Storage:Timeout: two operations that hang, one after the other, are to count together.");
        foreach (var name in services.Where(service => service.ServiceType == typeof(IGrainStorage) && service.ServiceKey is string).Select(service => (string)service.ServiceKey!).Distinct().ToList())
        {
            services.Decorate<IGrainStorage>(name, (provider, storage) => new GatedGrainStorage(storage, Create(provider, name)));
        }

        if (services.Any(service => service.ServiceType == typeof(IReminderTable)))
        {
            services.Decorate<IReminderTable>(key: null, (provider, table) => new GatedReminderTable(table, Create(provider, "Reminders")));
        }

        services.PostConfigureAll<RedisStorageOptions>(static redis => FailAtOnce(redis.ConfigurationOptions));
        services.PostConfigureAll<RedisReminderTableOptions>(static redis => FailAtOnce(redis.ConfigurationOptions));
    }

    /// <summary>While there is no connection, Redis' client would keep each operation for five seconds, in case one comes: that long everybody waits for the first operations to fail, and the circuit with them.</summary>
    private static void FailAtOnce(ConfigurationOptions? redis) => redis?.BacklogPolicy = BacklogPolicy.FailFast;

    private static StorageCircuit Create(IServiceProvider provider, string name) => new(
        name,
        provider.GetRequiredService<StorageMetrics>(),
        provider.GetKeyedService<TimeProvider>(StorageCircuit.TimeProviderKey) ?? provider.GetService<TimeProvider>() ?? TimeProvider.System,
        provider.GetRequiredService<IOptions<StorageCircuitOptions>>(),
        provider.GetRequiredService<ILogger<StorageCircuit>>());
}
