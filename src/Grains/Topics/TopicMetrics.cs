using System.Diagnostics.Metrics;
using AndroidZen.Grains.Telemetry;

namespace AndroidZen.Grains.Topics;

/// <summary>What operators learn of the topics of this silo (docs/operations.md, "Metrics").</summary>
internal sealed class TopicMetrics : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly KeyValuePair<string, object?> _durable = new("durability", "durable");
    private static readonly KeyValuePair<string, object?> _volatile = new("durability", "volatile");

    private readonly Counter<long> _publications;
    private readonly Counter<long> _repeats;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<int> _commitSize;
    private readonly Counter<long> _commitFailures;
    private readonly Counter<long> _moves;

    public TopicMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GrainTelemetry.Name);
        _publications = meter.CreateCounter<long>("androidzen.topics.publications", "{publication}", "Publications that were given an offset, by whether they are stored.");
        _repeats = meter.CreateCounter<long>("androidzen.topics.repeats", "{publication}", "Publications that were repeats, and answered as the first.");
        _commitDuration = meter.CreateHistogram(
            "androidzen.topics.commit.duration",
            "s",
            "How long it took to store publications of a durable topic.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] });
        _commitSize = meter.CreateHistogram(
            "androidzen.topics.commit.size",
            "{publication}",
            "How many publications shared a write to storage.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
        _commitFailures = meter.CreateCounter<long>("androidzen.topics.commit.failures", "{commit}", "Writes of durable topics that failed: their publishers were told.");
        _moves = meter.CreateCounter<long>("androidzen.topics.moves", "{topic}", "Topics that were handed over to another silo.");
    }

    /// <summary>Zeros, at the silo's start: what is first seen at 1 has not risen, and no alert would know of the first time.</summary>
    public void Participate(ISiloLifecycle lifecycle)
    {
        Published(0, isDurable: true);
        Published(0, isDurable: false);
        foreach (var counter in new[] { _repeats, _commitFailures, _moves })
        {
            counter.Add(0);
        }
    }

    /// <summary>A topic goes on on another silo.</summary>
    public void Moved() => _moves.Add(1);

    /// <summary>Publications have been given their offsets.</summary>
    public void Published(int count, bool isDurable) => _publications.Add(count, isDurable ? _durable : _volatile);

    /// <summary>A publication was a repeat.</summary>
    public void Repeated() => _repeats.Add(1);

    /// <summary>Publications have been stored.</summary>
    public void Committed(TimeSpan duration, int count)
    {
        _commitDuration.Record(duration.TotalSeconds);
        _commitSize.Record(count);
    }

    /// <summary>Publications could not be stored.</summary>
    public void CommitFailed() => _commitFailures.Add(1);
}
