using System.Diagnostics;
using AndroidZen.Delivery.Systems;
using AndroidZen.TestKit;

namespace AndroidZen.Delivery.Idle;

/// <summary>Silos of different streams, each alone in its own cluster, that nobody asks anything; measured all at the same time.</summary>
internal sealed class IdleSilos : IAsyncDisposable
{
    public const string WithoutStreams = "no streams";

    private readonly Dictionary<string, PlatformProcess> _silos = [];
    private readonly List<string> _folders = [];

    public static async Task<IdleSilos> StartAsync()
    {
        var silos = new IdleSilos();
        silos.Add(WithoutStreams, SiloWithoutStreams.Start(StreamSettings.LowLatency.In(silos.NewFolder())));
        foreach (var streams in new[] { StreamSettings.LowLatency, StreamSettings.MemoryDefaults, StreamSettings.MemoryTuned })
        {
            silos.Add(streams.Name, PlatformProcess.StartSilo($"silo, {streams.Name}", streams.In(silos.NewFolder())));
        }

        await Task.WhenAll(silos._silos.Values.Select(silo => silo.WhenStartedAsync()));
        return silos;
    }

    /// <summary>How much of a core each silo takes in this time, in percent.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(TimeSpan duration)
    {
        var before = _silos.ToDictionary(silo => silo.Key, silo => CpuTime(silo.Value));
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(duration);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return _silos.ToDictionary(silo => silo.Key, silo => (CpuTime(silo.Value) - before[silo.Key]) / elapsed * 100);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.Values)
        {
            await silo.DisposeAsync();
        }

        _folders.ForEach(folder => Directory.Delete(folder, recursive: true));
    }

    private static TimeSpan CpuTime(PlatformProcess silo)
    {
        using var process = Process.GetProcessById(silo.Id);
        return process.TotalProcessorTime;
    }

    private void Add(string name, PlatformProcess silo) => _silos.Add(name, silo);

    private string NewFolder()
    {
        _folders.Add(Directory.CreateTempSubdirectory("androidzen-delivery-idle-").FullName);
        return _folders[^1];
    }
}
