using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Serialization;
using Orleans.Storage;

namespace AndroidZen.GroupCommit;

/// <summary>A store in memory whose writes last as long as those of a database across a network. It serializes and checks etags as a real one.</summary>
internal sealed class SlowGrainStorage(Serializer serializer, TimeSpan write) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), (long Version, byte[] Bytes)> _rows = new();
    private int _writes;

    /// <summary>How many writes there have been.</summary>
    public int Writes => _writes;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = _rows.TryGetValue((stateName, grainId), out var row);
        grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(row.Bytes) : Activator.CreateInstance<T>();
        grainState.ETag = grainState.RecordExists ? Text(row.Version) : null!;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var bytes = serializer.SerializeToArray(grainState.State);
        await Task.Delay(write);
        Interlocked.Increment(ref _writes);
        var version = _rows.TryGetValue((stateName, grainId), out var row) ? row.Version : 0;
        if ((grainState.ETag ?? "0") != Text(version))
        {
            throw new InconsistentStateException("Stale etag", Text(version), grainState.ETag ?? "");
        }

        _rows[(stateName, grainId)] = (version + 1, bytes);
        (grainState.ETag, grainState.RecordExists) = (Text(version + 1), true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Delay(write);
        _rows.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists, grainState.State) = (null!, false, Activator.CreateInstance<T>());
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
