using System.Diagnostics;
using System.Globalization;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.LoadGenerator;

/// <summary>Says once in a second how it goes.</summary>
internal sealed class Progress(Crowd crowd, LatencyRecorder latency, PositionChecker positions)
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();
    private int _opened;
    private long _delivered;
    private long _answered;

    /// <summary>When there is one.</summary>
    public Publisher? Publisher { get; set; }

    public void Look()
    {
        if (Stopwatch.GetElapsedTime(_last) is var elapsed && elapsed < _period)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        var seconds = elapsed.TotalSeconds;
        var answered = Publisher?.Answered ?? 0;
        var times = latency.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; p50 {latency.Percentile(50):0.0} ms, p99 {latency.Percentile(99):0.0} ms so far");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,4:0} s: {crowd.Open:#,0} open (+{(crowd.Opened - _opened) / seconds:#,0}/s), {crowd.Losses.Values.Sum():#,0} lost; {(answered - _answered) / seconds:#,0} publications/s, {Publisher?.Failures.Values.Sum() ?? 0:#,0} failed; {(crowd.Delivered - _delivered) / seconds:#,0} deliveries/s, {positions.Lost:#,0} missing, {positions.Duplicated:#,0} twice{times}"));
        (_opened, _delivered, _answered) = (crowd.Opened, crowd.Delivered, answered);
    }
}
