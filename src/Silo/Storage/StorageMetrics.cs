using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AndroidZen.Silo.Storage;

/// <summary>What operators learn of the storage behind the grains (docs/operations.md, "Metrics").</summary>
internal sealed class StorageMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AndroidZen.Silo";

    private readonly ConcurrentDictionary<string, bool> _isAway = new(StringComparer.Ordinal);
    private readonly Counter<long> _refusals;

    public StorageMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "androidzen.storage.away", () => _isAway.Select(storage => new Measurement<int>(storage.Value ? 1 : 0, Tag(storage.Key))), "{storage}", "1 while a storage does not answer.");
        _refusals = meter.CreateCounter<long>("androidzen.storage.refusals", "{operation}", "Operations that were refused or failed because a storage did not answer.");
    }

    /// <summary>A storage is there, and answers as far as one knows; from now on it is among the figures.</summary>
    public void Watch(string storage)
    {
        SetAway(storage, false);
        _refusals.Add(0, Tag(storage));
    }

    /// <summary>Whether a storage does not answer.</summary>
    public void SetAway(string storage, bool isAway) => _isAway[storage] = isAway;

    /// <summary>An operation was refused, or failed.</summary>
    public void Refused(string storage) => _refusals.Add(1, Tag(storage));

    private static KeyValuePair<string, object?> Tag(string storage) => new("storage", storage);
}
