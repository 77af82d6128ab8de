using System.Diagnostics;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Publishing;

/// <summary>
/// At a rate, waiting for no answer: a server that is slow does not slow the publisher down, and so does not hide what it costs.
/// A publication that was due while all connections were busy says when it was due.
/// </summary>
public sealed class SteadyPublisher(EventLoop loop, ServerAddress server, IReadOnlyList<PublicationRequest> requests, double perSecond, int maxConnections)
    : Publisher(loop, server, requests, maxConnections)
{
    private readonly long _start = Now;
    private bool _isBehind;

    /// <summary>How many should have been published by now.</summary>
    public long Due => (long)(Stopwatch.GetElapsedTime(_start).TotalSeconds * perSecond);

    protected override void PublishDue()
    {
        var due = Due;
        while (Published < due)
        {
            // The harness looks at the clock once in a millisecond: that delay is its own, and does not count.
            var sent = _isBehind ? _start + (long)((Published + 1) / perSecond * Stopwatch.Frequency) : Now;
            if (!TryPublish(sent))
            {
                _isBehind = true;
                return;
            }
        }

        _isBehind = false;
    }
}
