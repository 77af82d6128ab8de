using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Serialization;
using Orleans.Storage;

namespace AndroidZen.TestKit;

/// <summary>A storage server in memory: all silos of a cluster share it, so it outlives each. It counts writes, and refuses them when told to.</summary>
public sealed class SharedGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), (long Version, byte[] Bytes)> _rows = new();
    private readonly ConcurrentDictionary<GrainId, int> _writes = new();
    private readonly ConcurrentDictionary<GrainId, Exception> _refusals = new();

    /// <summary>How often the grain's state has been written.</summary>
    public int WritesOf(IAddressable grain) => _writes.GetValueOrDefault(grain.GetGrainId());

    /// <summary>Makes every write of the grain fail, until <see cref="Accept"/>.</summary>
    public void Refuse(IAddressable grain, Exception exception) => _refusals[grain.GetGrainId()] = exception;

    public void Accept(IAddressable grain) => _refusals.TryRemove(grain.GetGrainId(), out _);

    /// <summary>What another process would do: a write that makes the grain's etag stale.</summary>
    public void Touch(IAddressable grain)
    {
        foreach (var key in _rows.Keys.Where(key => key.Grain == grain.GetGrainId()))
        {
            _rows[key] = (_rows[key].Version + 1, _rows[key].Bytes);
        }
    }

    internal IGrainStorage For(Serializer serializer) => new Connection(this, serializer);

    private sealed class Connection(SharedGrainStorage server, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            grainState.RecordExists = server._rows.TryGetValue((stateName, grainId), out var row);
            grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(row.Bytes) : Activator.CreateInstance<T>();
            grainState.ETag = grainState.RecordExists ? row.Version.ToString(CultureInfo.InvariantCulture) : null!;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (server._refusals.TryGetValue(grainId, out var refusal))
            {
                throw refusal;
            }

            var version = CheckVersion(stateName, grainId, grainState.ETag) + 1;
            server._rows[(stateName, grainId)] = (version, serializer.SerializeToArray(grainState.State));
            server._writes.AddOrUpdate(grainId, 1, (_, count) => count + 1);
            grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            CheckVersion(stateName, grainId, grainState.ETag);
            server._rows.TryRemove((stateName, grainId), out _);
            (grainState.ETag, grainState.RecordExists, grainState.State) = (null!, false, Activator.CreateInstance<T>());
            return Task.CompletedTask;
        }

        private long CheckVersion(string stateName, GrainId grainId, string? etag)
        {
            var version = server._rows.TryGetValue((stateName, grainId), out var row) ? row.Version : 0;
            return (etag ?? "0") == version.ToString(CultureInfo.InvariantCulture)
                ? version
                : throw new InconsistentStateException("Stale etag", version.ToString(CultureInfo.InvariantCulture), etag ?? "");
        }
    }
}
