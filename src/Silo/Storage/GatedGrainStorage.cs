using Orleans.Storage;

namespace AndroidZen.Silo.Storage;

/// <summary>A storage provider for grain states, behind a gate. Tokens are the gate's: a caller may stop waiting for an operation that has begun, and what it comes to is known then as ever.</summary>
internal sealed class GatedGrainStorage(IGrainStorage storage, IStorageGate gate) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) => (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        gate.ReadAsync(() => storage.ReadStateAsync(stateName, grainId, grainState, CancellationToken.None), cancellationToken);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        gate.WriteAsync(() => storage.WriteStateAsync(stateName, grainId, grainState, CancellationToken.None), cancellationToken);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        gate.WriteAsync(() => storage.ClearStateAsync(stateName, grainId, grainState, CancellationToken.None), cancellationToken);
}
