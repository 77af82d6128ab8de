using System.Diagnostics.Metrics;
using AndroidZen.Grains.Telemetry;

namespace AndroidZen.Grains.Devices;

/// <summary>What operators learn of the fleet, from the silo that has its grain (docs/operations.md, "Metrics").</summary>
internal sealed class FleetMetrics
{
    private FleetFigures? _figures;

    public FleetMetrics(IMeterFactory meters) =>
        meters.Create(GrainTelemetry.Name).CreateObservableGauge("androidzen.devices", Observe, "{device}", "Devices, by whether they are heard of.");

    /// <summary>The fleet as it is now; <see langword="null"/>: another silo tells of it.</summary>
    public void Tell(FleetFigures? figures) => Volatile.Write(ref _figures, figures);

    private IEnumerable<Measurement<int>> Observe() => Volatile.Read(ref _figures) is { } figures
        ? [new(figures.Online, new KeyValuePair<string, object?>("state", "online")), new(figures.Total - figures.Online, new KeyValuePair<string, object?>("state", "offline"))]
        : [];
}
