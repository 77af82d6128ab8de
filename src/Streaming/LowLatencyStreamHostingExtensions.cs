using AndroidZen.Streaming.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AndroidZen.Streaming;

/// <summary>Adds the provider in code, as <c>AddMemoryStreams</c> does Orleans' own. By configuration: <c>Orleans:Streaming:{name}:ProviderType: LowLatency</c>.</summary>
public static class LowLatencyStreamHostingExtensions
{
    /// <summary>Adds the provider to a silo.</summary>
    public static ISiloBuilder AddLowLatencyStreams(this ISiloBuilder builder, string name, Action<LowLatencyStreamOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddDefaults(builder.Services, name, configure);
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<StreamMetrics>());
        return builder.AddPersistentStreams(name, Create, static _ => { });
    }

    /// <summary>Adds the provider to a client of the cluster.</summary>
    public static IClientBuilder AddLowLatencyStreams(this IClientBuilder builder, string name, Action<LowLatencyStreamOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddDefaults(builder.Services, name, configure);
        return builder.AddPersistentStreams(name, Create, static _ => { });
    }

    private static void AddDefaults(IServiceCollection services, string name, Action<LowLatencyStreamOptions>? configure)
    {
        services.AddMetrics();
        services.TryAddSingleton<StreamMetrics>();
        services.AddSingleton<IValidateOptions<LowLatencyStreamOptions>>(new LowLatencyStreamOptionsValidator(name, $"Orleans:Streaming:{name}"));
        services.AddOptions<LowLatencyStreamOptions>(name).Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.AddOptions<StreamPullingAgentOptions>(name).Configure(static agent =>
        {
            // The receiver waits by itself: this is only the pause between two questions.
            agent.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(1);
            agent.BatchContainerBatchSize = 32;

            // A consumer that does not answer holds up those that share its queue.
            agent.MaxEventDeliveryTime = TimeSpan.FromSeconds(10);
        });
    }

    private static LowLatencyAdapterFactory Create(IServiceProvider services, string name) => ActivatorUtilities.CreateInstance<LowLatencyAdapterFactory>(services, name);
}
