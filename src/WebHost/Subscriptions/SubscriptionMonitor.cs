using System.Diagnostics.Metrics;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Subscriptions;

/// <summary>What operators learn of what was missing: of topics here, and of clients that came back (docs/operations.md, "Metrics").</summary>
internal sealed class SubscriptionMonitor
{
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _repairFailures;
    private readonly Counter<long> _restarts;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _recoveries;

    public SubscriptionMonitor(IMeterFactory meters)
    {
        var meter = meters.Create(ConnectionMonitor.MeterName);
        _repairs = meter.CreateCounter<long>("androidzen.gateway.repairs", "{repair}", "Times that something of a topic had not come through the stream, and was read from the topic.");
        _repairFailures = meter.CreateCounter<long>("androidzen.gateway.repairs.failures", "{read}", "Reads of a topic that failed, and were tried again.");
        _restarts = meter.CreateCounter<long>("androidzen.gateway.topics.restarts", "{topic}", "Times that a topic went on in a new epoch, or with a hole: its receivers were told.");
        _lost = meter.CreateCounter<long>("androidzen.gateway.publications.lost", "{publication}", "Publications that are known to be gone for good; their receivers were told.");
        _recoveries = meter.CreateCounter<long>("androidzen.gateway.recoveries", "{recovery}", "Topics that clients came back to with what they had (since), by outcome.");

        // What is first seen at 1 has not risen, and no alert would know of the first time.
        foreach (var counter in new[] { _repairs, _repairFailures, _restarts, _lost })
        {
            counter.Add(0);
        }

        foreach (var outcome in new bool?[] { true, false, null })
        {
            _recoveries.Add(0, Outcome(outcome));
        }
    }

    /// <summary>Something is missing, and is being read.</summary>
    public void RepairBegan() => _repairs.Add(1);

    /// <summary>It could not be read yet.</summary>
    public void RepairFailed() => _repairFailures.Add(1);

    /// <summary>Receivers have been told that a topic does not go on where it was.</summary>
    public void Restarted(long lost)
    {
        _restarts.Add(1);
        _lost.Add(lost);
    }

    /// <summary>A client has been told whether it gets what it missed; <see langword="null"/>: that could not be found out.</summary>
    public void Recovered(bool? isWhole) => _recoveries.Add(1, Outcome(isWhole));

    private static KeyValuePair<string, object?> Outcome(bool? isWhole) => new("outcome", isWhole switch
    {
        true => "recovered",
        false => "lost",
        _ => "failed",
    });
}
