using System.Diagnostics;
using AndroidZen.Delivery.Systems;
using AndroidZen.Delivery.Traffic;
using HdrHistogram;

namespace AndroidZen.Delivery.Latency;

/// <summary>How long publications take from the publisher to a socket, at a steady rate.</summary>
internal sealed class LatencyRound
{
    private const int SignificantDigits = 3;

    private static readonly long _longest = Stopwatch.Frequency * 60;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly LongHistogram _times = new(_longest, SignificantDigits);
    private readonly long _measuredFrom;
    private int _received;

    private LatencyRound(TimeSpan warmup) => _measuredFrom = Stopwatch.GetTimestamp() + (long)(warmup.TotalSeconds * Stopwatch.Frequency);

    /// <param name="route">What is measured.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="warmup">What is published in this time does not count.</param>
    /// <param name="duration">How long to measure.</param>
    public static async Task<LatencyResult> RunAsync(IRoute route, int perSecond, TimeSpan warmup, TimeSpan duration)
    {
        await using var subscriber = await route.SubscribeAsync();
        var round = new LatencyRound(warmup);
        subscriber.Listen(round.OnStamp);
        var answers = await SteadyTraffic.PublishAsync(route, perSecond, warmup + duration);
        await Task.WhenAll(answers);
        await round.WhenReceivedAsync(answers.Count, subscriber);
        return new LatencyResult(
            Milliseconds(round._times.GetValueAtPercentile(50)),
            Milliseconds(round._times.GetValueAtPercentile(99)),
            Milliseconds(round._times.GetValueAtPercentile(99.9)),
            answers.Count - round._received);
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private void OnStamp(long sent)
    {
        _received++;
        if (sent >= _measuredFrom)
        {
            _times.RecordValue(Math.Min(Stopwatch.GetTimestamp() - sent, _longest));
        }
    }

    private async Task WhenReceivedAsync(int count, Subscriber subscriber)
    {
        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _received) < count && Stopwatch.GetElapsedTime(start) < _patience)
        {
            subscriber.ThrowIfClosed();
            await Task.Delay(20);
        }
    }
}
