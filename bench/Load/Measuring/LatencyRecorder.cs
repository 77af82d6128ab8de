using System.Diagnostics;
using AndroidZen.Load.Subscribing;
using HdrHistogram;

namespace AndroidZen.Load.Measuring;

/// <summary>How long publications took from publisher to sockets.</summary>
public sealed class LatencyRecorder : IMessageObserver
{
    private const int SignificantDigits = 3;

    private static readonly long _longest = Stopwatch.Frequency * 60;

    private readonly LongHistogram _times = new(_longest, SignificantDigits);
    private readonly Action<long> _onStamp;
    private long _now;

    public LatencyRecorder() => _onStamp = OnStamp;

    /// <summary>What was sent earlier does not count.</summary>
    public long From { get; set; }

    /// <summary>How many stamps there were, those before <see cref="From"/> included.</summary>
    public long Read { get; private set; }

    /// <summary>How many count.</summary>
    public long Count => _times.TotalCount;

    /// <summary>In milliseconds.</summary>
    public double Percentile(double percent) => Count == 0 ? double.NaN : _times.GetValueAtPercentile(percent) * 1000.0 / Stopwatch.Frequency;

    /// <summary>Forgets all times.</summary>
    public void Reset() => _times.Reset();

    void IMessageObserver.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message)
    {
        _now = Stopwatch.GetTimestamp();
        Stamp.ReadAll(message, _onStamp);
    }

    /// <summary>Counts what took from one time stamp to another.</summary>
    public void Record(long sent, long now)
    {
        Read++;
        if (sent >= From)
        {
            _times.RecordValue(Math.Clamp(now - sent, 0, _longest));
        }
    }

    private void OnStamp(long sent) => Record(sent, _now);
}
