using System.Diagnostics.Metrics;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>Meters that nobody shares, and what has been counted with them.</summary>
internal sealed class FakeMeters : IMeterFactory
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
        _listener.SetMeasurementEventCallback<long>((instrument, measurement, _, _) =>
        {
            lock (_counts)
            {
                _counts[instrument.Name] = _counts.GetValueOrDefault(instrument.Name) + measurement;
            }
        });
        _listener.Start();
    }

    public bool Has(Meter meter) => _meters.Contains(meter);

    /// <summary>What a counter has come to.</summary>
    public long Count(string instrument)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault(instrument);
        }
    }

    /// <summary>A monitor for connections of a test.</summary>
    public ConnectionMonitor NewMonitor(ILoggerFactory? loggers = null) => new(this, new ConnectionRegistry(), (loggers ?? NullLoggerFactory.Instance).CreateLogger<ConnectionMonitor>());

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }
}
