using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// Lets one grain at a time write to a SQLite file. There is one writer anyway, and Microsoft.Data.Sqlite has whoever comes second sleep for 150 ms on a thread of the pool, again and again: with
/// some dozens of grains that store at the same time, no thread is left for anything else. Here they wait without one, and in turn. Reads wait for nobody: there is a write-ahead log.
/// </summary>
internal sealed class OneWriterStorage(IGrainStorage storage, SemaphoreSlim writer) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> _writers = new(StringComparer.Ordinal);

    /// <summary>Puts one in front of a storage that has been registered; all of one file share the writer.</summary>
    public static void Wrap(IServiceCollection services, string name, string connectionString)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, name));
        var writer = _writers.GetOrAdd(connectionString, static _ => new SemaphoreSlim(1, 1));
        services.Remove(inner);
        services.AddKeyedSingleton<IGrainStorage>(name, (provider, key) => new OneWriterStorage((IGrainStorage)inner.KeyedImplementationFactory!(provider, key), writer));
    }

    public void Participate(ISiloLifecycle observer) => ((ILifecycleParticipant<ISiloLifecycle>)storage).Participate(observer);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ReadStateAsync(stateName, grainId, grainState);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        storage.ReadStateAsync(stateName, grainId, grainState, cancellationToken);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        InTurnAsync(() => storage.WriteStateAsync(stateName, grainId, grainState, cancellationToken), cancellationToken);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        InTurnAsync(() => storage.ClearStateAsync(stateName, grainId, grainState, cancellationToken), cancellationToken);

    /// <summary>The state is read when its turn has come, in the grain's own context: it is what the grain has then.</summary>
    private async Task InTurnAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            await write();
        }
        finally
        {
            writer.Release();
        }
    }
}
