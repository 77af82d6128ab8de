using System.Diagnostics;
using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Rows;

/// <summary>What those who read get, while others on their topic have stopped reading.</summary>
internal sealed class StalledRow : IRow
{
    private const double Percent = 100;
    private const int Subscribers = 100;
    private const int Stalled = 10;
    private const int Bytes = 8 * 1024;
    private const int PerSecond = 200;
    private const int SmallBuffer = 4 * 1024;

    /// <summary>A server that answers late must not keep what is offered from being offered.</summary>
    private const int MaxConnections = 2500;

    /// <summary>What is late by more than this has not been delivered at the offered rate.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    public const string None = "none stalled";
    public const string Some = "10 of 100 stalled";

    public string Part => Parts.Stalled;

    public IReadOnlyDictionary<string, double> Measure(RunningSystem system, RunOptions options)
    {
        var figures = new Dictionary<string, double>();
        Measure(system, options, stalled: 0, None, figures);
        Measure(system, options, Stalled, Some, figures);
        return figures;
    }

    private static void Measure(RunningSystem system, RunOptions options, int stalled, string when, Dictionary<string, double> figures)
    {
        using var loop = new EventLoop();
        using var healthy = new Crowd(loop, system.Contender.Dialect);
        using var silent = new Crowd(loop, system.Contender.Dialect);
        healthy.Connect(system.Place(loop), Subscribers - stalled, _ => [TopicNaming.Shared]);
        silent.Connect(system.Place(loop) with { ReceiveBuffer = SmallBuffer }, stalled, _ => [TopicNaming.Shared]);
        foreach (var subscriber in silent.Subscribers)
        {
            subscriber.Pause();
        }

        var latency = new LatencyRecorder { From = long.MaxValue };
        healthy.Observers = [latency];
        using var publisher = new SteadyPublisher(loop, system.Server, [system.Contender.Publish(system.Server, TopicNaming.Shared, Bytes)], PerSecond, MaxConnections);
        loop.RunFor(options.Warmup);
        latency.From = Stopwatch.GetTimestamp();
        var before = publisher.Due;
        var window = Window.Measure(system, () => loop.RunFor(options.Duration));
        var due = (publisher.Due - before) * (Subscribers - stalled);
        publisher.Stop();
        loop.TryRunUntil(() => latency.Count >= due, _patience);
        figures[Figures.Offered(when)] = latency.Count * Percent / due;
        figures[Figures.P50(when)] = latency.Percentile(50);
        figures[Figures.P99(when)] = latency.Percentile(99);
        figures[Figures.ServerWhile(when)] = window.Server;
        healthy.ThrowIfLost();
        silent.Dispose(); // First: a server that waits for them answers nobody.
        healthy.Close();
    }
}
