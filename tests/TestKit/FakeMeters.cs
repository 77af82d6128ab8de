using System.Diagnostics.Metrics;

namespace AndroidZen.TestKit;

/// <summary>Meters that nobody shares, and what has been counted with them.</summary>
public sealed class FakeMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public FakeMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Has(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, measurement, _, _) => Add(instrument, measurement));
        _listener.SetMeasurementEventCallback<int>((instrument, _, _, _) => Add(instrument, 1));
        _listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(instrument, 1));
        _listener.Start();
    }

    public bool Has(Meter meter)
    {
        lock (_meters)
        {
            return _meters.Contains(meter);
        }
    }

    /// <summary>What a counter has come to, or how often a histogram was given something.</summary>
    public long Count(string instrument)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault(instrument);
        }
    }

    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var meter = new Meter(options);
        lock (_meters)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Add(Instrument instrument, long count)
    {
        lock (_counts)
        {
            _counts[instrument.Name] = _counts.GetValueOrDefault(instrument.Name) + count;
        }
    }
}

