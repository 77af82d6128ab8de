using AndroidZen.Streaming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("LowLatency", "Streaming", "Silo", typeof(LowLatencyStreamProvider))]
[assembly: RegisterProvider("LowLatency", "Streaming", "Client", typeof(LowLatencyStreamProvider))]

namespace AndroidZen.Streaming;

/// <summary><c>ProviderType: LowLatency</c>: streams whose events reach their consumers in about a millisecond, configured as any other of Orleans' providers.</summary>
internal sealed class LowLatencyStreamProvider : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        builder.AddLowLatencyStreams(name!);
        Bind(builder.Services, name!, configurationSection);
    }

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        builder.AddLowLatencyStreams(name!);
        Bind(builder.Services, name!, configurationSection);
    }

    /// <summary>Over the defaults. The number of queues is bound too: it must be the same in every process.</summary>
    private static void Bind(IServiceCollection services, string name, IConfigurationSection section)
    {
        services.AddOptions<LowLatencyStreamOptions>(name).Bind(section);
        services.AddOptions<StreamPullingAgentOptions>(name).Bind(section);
        services.AddOptions<HashRingStreamQueueMapperOptions>(name).Bind(section);
    }
}
