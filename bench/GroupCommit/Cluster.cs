using System.Diagnostics;
using AndroidZen.Grains;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;

namespace AndroidZen.GroupCommit;

/// <summary>A silo and a client in this process.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private SlowGrainStorage? _storage;
    private int _topics;

    private Cluster(TimeSpan write)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddAndroidZenGrains();
            silo.Services.AddGrainStorage("Default", (services, _) => _storage = new SlowGrainStorage(services.GetRequiredService<Serializer>(), write));
            silo.UseInMemoryReminderService();
        });
        _cluster = builder.Build();
    }

    /// <summary>Starts them.</summary>
    /// <param name="write">How long a write to the store lasts.</param>
    public static async Task<Cluster> StartAsync(TimeSpan write)
    {
        var cluster = new Cluster(write);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>So many publishers publish on a new topic, each again as soon as it has its receipt.</summary>
    public async Task<Measurement> MeasureAsync(int publishers, int rounds, int bytes)
    {
        var topic = _cluster.Client.GetGrain<ISubscriptionGrain>(TopicNames.Device($"bench-{++_topics}"));
        var draft = new PublicationDraft { Type = "device_action", Data = new byte[bytes] };
        await topic.PublishAsync(draft);
        var writes = _storage!.Writes;
        var start = Stopwatch.GetTimestamp();
        var durations = await Task.WhenAll(Enumerable.Range(0, publishers).Select(_ => PublishAsync()));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var sorted = durations.SelectMany(each => each).Order().ToList();
        return new Measurement(
            sorted.Count / elapsed.TotalSeconds,
            (double)sorted.Count / (_storage.Writes - writes),
            sorted[sorted.Count / 2].TotalMilliseconds,
            sorted[sorted.Count * 99 / 100].TotalMilliseconds);

        async Task<List<TimeSpan>> PublishAsync()
        {
            var own = new List<TimeSpan>(rounds);
            for (var round = 0; round < rounds; round++)
            {
                var begin = Stopwatch.GetTimestamp();
                await topic.PublishAsync(draft);
                own.Add(Stopwatch.GetElapsedTime(begin));
            }

            return own;
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}

/// <summary>What one run came to.</summary>
/// <param name="PerSecond">Publications per second.</param>
/// <param name="PerWrite">Publications per write to the store.</param>
/// <param name="Median">Of the time from the call to the receipt, in milliseconds.</param>
/// <param name="Percentile99">The 99th percentile of it.</param>
internal readonly record struct Measurement(double PerSecond, double PerWrite, double Median, double Percentile99);
