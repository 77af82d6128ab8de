using System.Diagnostics.Metrics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Gateways;

/// <summary>What operators learn of this web host's part in the cluster, and of what its stream brings (docs/operations.md, "Metrics").</summary>
internal sealed class GatewayMonitor
{
    private static readonly KeyValuePair<string, object?> _next = new("verdict", "next");
    private static readonly KeyValuePair<string, object?> _duplicate = new("verdict", "duplicate");
    private static readonly KeyValuePair<string, object?> _parked = new("verdict", "parked");

    private readonly TimeProvider _clock;
    private readonly Counter<long> _received;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _missedHeartbeats;
    private readonly Counter<long> _resubscriptions;
    private readonly Counter<long> _renewalFailures;
    private readonly Counter<long> _messageFailures;
    private Func<bool> _isAttached = static () => false;
    private Func<bool> _isDraining = static () => false;
    private Func<int> _topics = static () => 0;

    public GatewayMonitor(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(ConnectionMonitor.MeterName);
        _received = meter.CreateCounter<long>("androidzen.gateway.publications.received", "{publication}", "Publications that came through the stream, by what became of them.");
        _lag = meter.CreateHistogram(
            "androidzen.gateway.delivery.lag",
            "s",
            "How long after its topic took it a publication was handed to the connections of this host.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60] });
        _missedHeartbeats = meter.CreateCounter<long>("androidzen.gateway.heartbeats.missed", "{heartbeat}", "Heartbeats that the gateway sent by itself, because the cluster's did not come.");
        _resubscriptions = meter.CreateCounter<long>("androidzen.gateway.stream.resubscriptions", "{subscription}", "Times that nothing came through the stream any more, or that the gateway was taken for dead, and it subscribed anew.");
        _renewalFailures = meter.CreateCounter<long>("androidzen.gateway.renewals.failures", "{renewal}", "Renewals of leases that the cluster did not all take.");
        _messageFailures = meter.CreateCounter<long>("androidzen.gateway.messages.failures", "{message}", "Messages of clients that could not be carried out, by reason.");
        BeginAtZero();
        meter.CreateObservableGauge("androidzen.gateway.attached", () => _isAttached() ? 1 : 0, "{gateway}", "1 while this host takes connections, else 0.");
        meter.CreateObservableGauge("androidzen.gateway.draining", () => _isDraining() ? 1 : 0, "{gateway}", "1 while this host sends its clients away, else 0.");
        meter.CreateObservableGauge("androidzen.gateway.topics", () => _topics(), "{topic}", "Topics that connections of this host are on, the platform's own included.");
    }

    /// <summary>Whom to ask how the gateway is.</summary>
    public void Watch(Func<bool> isAttached, Func<bool> isDraining, Func<int> topics) => (_isAttached, _isDraining, _topics) = (isAttached, isDraining, topics);

    /// <summary>A publication has come through the stream.</summary>
    public void Received(LedgerVerdict verdict) => _received.Add(1, verdict switch
    {
        LedgerVerdict.Next => _next,
        LedgerVerdict.Duplicate => _duplicate,
        _ => _parked,
    });

    /// <summary>A publication has been handed to connections. The clocks of two machines may differ: none has come before it was published.</summary>
    public void Delivered(DateTimeOffset publishedAt) => _lag.Record(Math.Max(0, (_clock.GetUtcNow() - publishedAt).TotalSeconds));

    /// <summary>The gateway has sent a heartbeat of its own.</summary>
    public void HeartbeatMissed() => _missedHeartbeats.Add(1);

    /// <summary>The stream is subscribed to anew.</summary>
    public void Resubscribed() => _resubscriptions.Add(1);

    /// <summary>Leases could not all be renewed.</summary>
    public void RenewalFailed() => _renewalFailures.Add(1);

    /// <summary>A client's message could not be carried out.</summary>
    /// <param name="reason">An error code, or the name of a disconnect reason (docs/protocol.md).</param>
    public void MessageFailed(string reason) => _messageFailures.Add(1, Reason(reason));

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);

    /// <summary>What is first seen at 1 has not risen, and no alert would know of the first time.</summary>
    private void BeginAtZero()
    {
        foreach (var counter in new[] { _missedHeartbeats, _resubscriptions, _renewalFailures })
        {
            counter.Add(0);
        }

        _messageFailures.Add(0, Reason(ErrorCodes.Unavailable));
        _messageFailures.Add(0, Reason(DisconnectReason.ServerError.Name));
    }
}
