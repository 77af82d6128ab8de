using AndroidZen.Publishing;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Delivery.Systems;

/// <summary>Silos and web hosts as processes on a data folder of their own, and this process as a client of their cluster.</summary>
internal sealed class PlatformCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-delivery-").FullName;
    private readonly List<PlatformProcess> _processes = [];
    private readonly Dictionary<string, string> _settings;
    private readonly IHost _client;

    private PlatformCluster(StreamSettings streams)
    {
        Streams = streams;
        _settings = streams.In(_folder);
        _client = CreateClient(_settings);
    }

    public StreamSettings Streams { get; }

    public List<PlatformProcess> WebHosts { get; } = [];

    /// <summary>Publishes from this process.</summary>
    public RealtimePublisher Publisher => _client.Services.GetRequiredService<RealtimePublisher>();

    /// <summary>Starts one silo and web hosts that are clients of it, and waits until all are ready.</summary>
    public static Task<PlatformCluster> StartAsync(StreamSettings streams, int webHosts) => StartAsync(new PlatformCluster(streams), webHosts, hasSilo: true);

    /// <summary>Starts web hosts that are silos themselves, and waits until all are ready.</summary>
    public static Task<PlatformCluster> StartEmbeddedAsync(StreamSettings streams, int webHosts)
    {
        var cluster = new PlatformCluster(streams);
        cluster._settings["Cluster:EmbeddedSilo"] = "true";
        return StartAsync(cluster, webHosts, hasSilo: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<PlatformCluster> StartAsync(PlatformCluster cluster, int webHosts, bool hasSilo)
    {
        try
        {
            var silo = hasSilo ? cluster.Keep(PlatformProcess.StartSilo($"silo, {cluster.Streams.Name}", cluster._settings)) : null;
            for (var number = 1; number <= webHosts; number++)
            {
                cluster.WebHosts.Add(cluster.Keep(PlatformProcess.StartWebHost($"web host {number}, {cluster.Streams.Name}", cluster._settings)));
            }

            await (silo?.WhenStartedAsync() ?? Task.CompletedTask);
            await Task.WhenAll(cluster.WebHosts.Select(host => host.WhenReadyAsync()));
            await cluster._client.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static IHost CreateClient(Dictionary<string, string> settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings!);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.AddAndroidZenClusterClient();
        return builder.Build();
    }

    private PlatformProcess Keep(PlatformProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
