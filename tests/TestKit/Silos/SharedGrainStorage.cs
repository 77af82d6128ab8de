using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Serialization;
using Orleans.Storage;

namespace AndroidZen.TestKit;

/// <summary>
/// A storage server in memory: all silos of a cluster share it, so it outlives each. It counts writes, and refuses them, delays them or fails after them when told to.
/// </summary>
public sealed class SharedGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), (long Version, byte[] Bytes)> _rows = new();
    private readonly ConcurrentDictionary<GrainId, int> _writes = new();
    private readonly ConcurrentDictionary<GrainId, Func<StorageWrite, Task>> _interceptors = new();
    private readonly ConcurrentDictionary<GrainId, Exception> _refusedReads = new();

    /// <summary>How often the grain's state has been written.</summary>
    public int WritesOf(IAddressable grain) => WritesOf(grain.GetGrainId());

    /// <inheritdoc cref="WritesOf(IAddressable)"/>
    public int WritesOf(GrainId grain) => _writes.GetValueOrDefault(grain);

    /// <summary>How many records the grain has.</summary>
    public int RecordsOf(GrainId grain) => _rows.Keys.Count(key => key.Grain == grain);

    /// <summary>Loses a record.</summary>
    public void Remove(GrainId grain, string state) => _rows.TryRemove((state, grain), out _);

    /// <summary>Makes every write of the grain fail, until <see cref="Accept(IAddressable)"/>.</summary>
    public void Refuse(IAddressable grain, Exception exception) => Intercept(grain.GetGrainId(), _ => Task.FromException(exception));

    /// <summary>Makes every read of the grain fail, until <see cref="Accept(IAddressable)"/>.</summary>
    public void RefuseReads(GrainId grain, Exception exception) => _refusedReads[grain] = exception;

    /// <summary>Writes and reads take place as they should again.</summary>
    public void Accept(IAddressable grain) => Accept(grain.GetGrainId());

    /// <inheritdoc cref="Accept(IAddressable)"/>
    public void Accept(GrainId grain)
    {
        _interceptors.TryRemove(grain, out _);
        _refusedReads.TryRemove(grain, out _);
    }

    /// <summary>
    /// Every write of the grain goes through <paramref name="interceptor"/>, which may wait, store it or not, and fail; a write that it neither stores nor fails is stored after it.
    /// </summary>
    public void Intercept(GrainId grain, Func<StorageWrite, Task> interceptor) => _interceptors[grain] = interceptor;

    /// <summary>Every write of the grain waits, until the gate is opened.</summary>
    public StorageGate Hold(GrainId grain)
    {
        var gate = new StorageGate();
        Intercept(grain, gate.PassAsync);
        return gate;
    }

    /// <summary>What another process would do: a write that makes the grain's etag stale.</summary>
    public void Touch(IAddressable grain)
    {
        foreach (var key in _rows.Keys.Where(key => key.Grain == grain.GetGrainId()))
        {
            _rows[key] = (_rows[key].Version + 1, _rows[key].Bytes);
        }
    }

    /// <summary>A connection to the server.</summary>
    public IGrainStorage For(Serializer serializer) => new Connection(this, serializer);

    private static InconsistentStateException Stale(long version, string? etag) => new("Stale etag", Text(version), etag ?? "");

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private long Store((string State, GrainId Grain) key, string? etag, byte[] bytes)
    {
        lock (_rows)
        {
            var version = _rows.TryGetValue(key, out var row) ? row.Version : 0;
            if ((etag ?? "0") != Text(version))
            {
                throw Stale(version, etag);
            }

            _rows[key] = (version + 1, bytes);
            _writes.AddOrUpdate(key.Grain, 1, (_, count) => count + 1);
            return version + 1;
        }
    }

    private sealed class Connection(SharedGrainStorage server, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (server._refusedReads.TryGetValue(grainId, out var refusal))
            {
                return Task.FromException(refusal);
            }

            grainState.RecordExists = server._rows.TryGetValue((stateName, grainId), out var row);
            grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(row.Bytes) : Activator.CreateInstance<T>();
            grainState.ETag = grainState.RecordExists ? Text(row.Version) : null!;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            var (etag, bytes) = (grainState.ETag, serializer.SerializeToArray(grainState.State));
            var write = new StorageWrite(stateName, () => server.Store((stateName, grainId), etag, bytes));
            if (server._interceptors.TryGetValue(grainId, out var interceptor))
            {
                return InterceptedAsync();
            }

            Answer();
            return Task.CompletedTask;

            async Task InterceptedAsync()
            {
                await interceptor(write);
                Answer();
            }

            void Answer()
            {
                write.Store();
                (grainState.ETag, grainState.RecordExists) = (Text(write.Version), true);
            }
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            var version = server._rows.TryGetValue((stateName, grainId), out var row) ? row.Version : 0;
            if ((grainState.ETag ?? "0") != Text(version))
            {
                throw Stale(version, grainState.ETag);
            }

            server._rows.TryRemove((stateName, grainId), out _);
            (grainState.ETag, grainState.RecordExists, grainState.State) = (null!, false, Activator.CreateInstance<T>());
            return Task.CompletedTask;
        }
    }
}

/// <summary>A write that has reached the storage server.</summary>
public sealed class StorageWrite
{
    private readonly Lazy<long> _version;

    internal StorageWrite(string state, Func<long> store)
    {
        State = state;
        _version = new Lazy<long>(store);
    }

    /// <summary>The record's name.</summary>
    public string State { get; }

    internal long Version => _version.Value;

    /// <summary>Carries it out, once, against the etag that it came with; also long after its sender has been told that it failed.</summary>
    public void Store() => _ = _version.Value;
}

/// <summary>Where writes wait.</summary>
public sealed class StorageGate
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a write waits.</summary>
    public Task WhenArrivedAsync() => _arrived.Task.WaitAsync(SocketClient.Patience);

    /// <summary>Lets what waits, and what comes, be stored.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Lets what waits, and what comes, fail; nothing is stored.</summary>
    public void Fail(Exception exception) => _opened.TrySetException(exception);

    internal Task PassAsync(StorageWrite write)
    {
        _arrived.TrySetResult();
        return _opened.Task;
    }
}
