using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using AndroidZen.Grains.Devices;
using AndroidZen.Silo.Storage;
using AndroidZen.Streaming.Queues;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Telemetry;

/// <summary>What there is to measure in a running host, and what Prometheus calls it.</summary>
internal static partial class Instruments
{
    private static readonly Assembly[] _assemblies = [typeof(ConnectionMonitor).Assembly, typeof(FleetMetrics).Assembly, typeof(StreamMetrics).Assembly, typeof(StorageMetrics).Assembly];

    private static readonly Dictionary<string, string> _units = new(StringComparer.Ordinal)
    {
        ["By"] = "bytes",
        ["MB"] = "megabytes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["1"] = "ratio",
    };

    /// <summary>The instruments of the platform's own meters, also of those that nothing has been counted with yet.</summary>
    public static IReadOnlyList<Instrument> OfThePlatform(PlatformHost host)
    {
        foreach (var type in _assemblies.SelectMany(assembly => assembly.GetTypes()).Where(TakesMeters))
        {
            host.Services.GetRequiredService(type);
        }

        return [.. OfAll().Where(instrument => instrument.Meter.Name.StartsWith("AndroidZen.", StringComparison.Ordinal)).DistinctBy(instrument => instrument.Name)];
    }

    /// <summary>All instruments of this process, as far as hosts that other tests start meanwhile have made theirs.</summary>
    public static IReadOnlyList<Instrument> OfAll()
    {
        var instruments = new ConcurrentQueue<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Enqueue(instrument) };
        listener.Start();
        return [.. instruments];
    }

    /// <summary>The series that Prometheus has of an instrument.</summary>
    public static IEnumerable<string> Series(Instrument instrument)
    {
        var name = Family(instrument);
        return instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? [name, name + "_bucket", name + "_sum", name + "_count"] : [name];
    }

    /// <summary>The name that stands in the exposition's <c># TYPE</c>.</summary>
    public static string Family(Instrument instrument)
    {
        var name = NoName().Replace(instrument.Name, "_");
        var isCounter = instrument.GetType().Name.Split('`')[0] is "Counter" or "ObservableCounter";
        if (instrument.Unit is { Length: > 0 } unit && !unit.StartsWith('{') && (unit != "1" || !isCounter))
        {
            unit = _units.GetValueOrDefault(unit, unit);
            name = name.EndsWith("_" + unit, StringComparison.Ordinal) || name.Contains($"_{unit}_", StringComparison.Ordinal) ? name : $"{name}_{unit}";
        }

        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static bool TakesMeters(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory)));

    [GeneratedRegex("[^a-zA-Z0-9_]+")]
    private static partial Regex NoName();
}
