using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AndroidZen.Grains.Telemetry;

namespace AndroidZen.Grains.Gateways;

/// <summary>What operators learn of the way to the web gateways, and of gateways that are gone (docs/operations.md, "Metrics").</summary>
internal sealed class DispatchMetrics : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<GatewayDispatcher, byte> _dispatchers = new();
    private readonly Counter<long> _waits;
    private readonly Counter<long> _leftOut;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _abandoned;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _unanswered;

    public DispatchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GrainTelemetry.Name);
        _waits = meter.CreateCounter<long>("androidzen.dispatch.waits", "{publication}", "Times that a publisher waited because a gateway's lane was full.");
        _leftOut = meter.CreateCounter<long>("androidzen.dispatch.events.left_out", "{event}", "Events for which a full lane had no room; the gateway reads them from their topics.");
        _failures = meter.CreateCounter<long>("androidzen.dispatch.failures", "{write}", "Writes to gateways' streams that failed, and were tried again.");
        _abandoned = meter.CreateCounter<long>("androidzen.dispatch.events.abandoned", "{event}", "Events whose write failed for good; the gateway reads them from their topics.");
        _lost = meter.CreateCounter<long>("androidzen.gateways.lost", "{gateway}", "Web gateways that stopped reporting without taking their leave.");
        _unanswered = meter.CreateCounter<long>("androidzen.gateways.unanswered", "{question}", "Questions to web gateways that were not answered in time.");
        meter.CreateObservableGauge("androidzen.dispatch.pending", () => _dispatchers.Keys.Sum(dispatcher => dispatcher.Pending), "{event}", "Events that wait for a write to a gateway's stream.");
    }

    /// <summary>Zeros, at the silo's start: what is first seen at 1 has not risen, and no alert would know of the first time.</summary>
    public void Participate(ISiloLifecycle lifecycle)
    {
        foreach (var counter in new[] { _waits, _leftOut, _failures, _abandoned, _lost, _unanswered })
        {
            counter.Add(0);
        }
    }

    /// <summary>What waits there is told from now on.</summary>
    public void Watch(GatewayDispatcher dispatcher) => _dispatchers.TryAdd(dispatcher, default);

    /// <summary>A publisher has to wait.</summary>
    public void Waited() => _waits.Add(1);

    /// <summary>An event has been left out.</summary>
    public void LeftOut() => _leftOut.Add(1);

    /// <summary>A write has failed, and is tried again.</summary>
    public void Failed() => _failures.Add(1);

    /// <summary>A write has failed for good.</summary>
    public void Abandoned(int events) => _abandoned.Add(events);

    /// <summary>A gateway is dead.</summary>
    public void GatewayLost() => _lost.Add(1);

    /// <summary>A gateway has not answered.</summary>
    public void GatewayDidNotAnswer() => _unanswered.Add(1);
}
