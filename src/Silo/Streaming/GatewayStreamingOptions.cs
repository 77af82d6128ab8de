using AndroidZen.Gateways;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace AndroidZen.Silo.Streaming;

/// <summary>
/// Section <c>Orleans:Streaming:gateways</c>: the options of the pulling agents (<c>GetQueueMsgsTimerPeriod</c>, <c>BatchContainerBatchSize</c>, …) and the number of queues
/// (<c>TotalQueueCount</c>), which Orleans itself does not bind. The number must be the same in every process of a cluster. Orleans' memory streams get other defaults: its own are made for
/// background work (100 ms, one by one); design.md has the measurements.
/// </summary>
internal static class GatewayStreamingOptions
{
    public static IServiceCollection TuneGatewayStreams(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection($"Orleans:Streaming:{GatewayStreams.ProviderName}");
        var isMemory = section["ProviderType"] == "Memory";
        services.AddOptions<StreamPullingAgentOptions>(GatewayStreams.ProviderName)
            .Configure(agent =>
            {
                if (isMemory)
                {
                    agent.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(5);
                    agent.BatchContainerBatchSize = 256;
                }
            })
            .Bind(section)
            .Validate(agent => agent.GetQueueMsgsTimerPeriod >= TimeSpan.FromMilliseconds(1), $"{section.Path}:GetQueueMsgsTimerPeriod must be at least 00:00:00.001.")
            .Validate(agent => agent.BatchContainerBatchSize is >= 1 and <= 10_000, $"{section.Path}:BatchContainerBatchSize must be 1 to 10000.")
            .ValidateOnStart();
        services.AddOptions<StreamCacheEvictionOptions>(GatewayStreams.ProviderName)
            .Configure(cache =>
            {
                // Orleans' defaults keep half an hour of events in memory, for subscribers that rewind. Gateways never do.
                cache.DataMinTimeInCache = TimeSpan.FromSeconds(10);
                cache.DataMaxAgeInCache = TimeSpan.FromMinutes(1);
            })
            .Bind(section);
        services.AddOptions<HashRingStreamQueueMapperOptions>(GatewayStreams.ProviderName)
            .Configure(queues => queues.TotalQueueCount = isMemory ? 2 : queues.TotalQueueCount)
            .Bind(section)
            .Validate(queues => queues.TotalQueueCount is >= 1 and <= 1024, $"{section.Path}:TotalQueueCount must be 1 to 1024.")
            .ValidateOnStart();
        return services;
    }
}
