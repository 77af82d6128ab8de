using AndroidZen.Publishing;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Delivery.Systems;

/// <summary>One silo and its web hosts, each a process of its own on a data folder of their own, and this process as a client of their cluster.</summary>
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
        Silo = Keep(PlatformProcess.StartSilo($"silo, {streams.Name}", _settings));
    }

    public StreamSettings Streams { get; }

    public PlatformProcess Silo { get; }

    public List<PlatformProcess> WebHosts { get; } = [];

    /// <summary>Publishes from this process.</summary>
    public RealtimePublisher Publisher => _client.Services.GetRequiredService<RealtimePublisher>();

    /// <summary>Starts everything and waits until it is ready.</summary>
    public static async Task<PlatformCluster> StartAsync(StreamSettings streams, int webHosts)
    {
        var cluster = new PlatformCluster(streams);
        try
        {
            for (var number = 1; number <= webHosts; number++)
            {
                cluster.WebHosts.Add(cluster.Keep(PlatformProcess.StartWebHost($"web host {number}, {streams.Name}", cluster._settings)));
            }

            await cluster.Silo.WhenStartedAsync();
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
