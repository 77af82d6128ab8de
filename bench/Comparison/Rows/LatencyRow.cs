using System.Diagnostics;
using System.Globalization;
using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Rows;

/// <summary>How long a publication takes to each of many sockets, at a steady rate.</summary>
internal sealed class LatencyRow : IRow
{
    private const int Subscribers = 1000;
    private const int Bytes = 256;
    private const int MaxConnections = 256;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<int> Rates { get; } = [20, 100];

    public string Part => Parts.Latency;

    public static string At(int rate) => string.Create(CultureInfo.InvariantCulture, $"{rate}/s");

    public IReadOnlyDictionary<string, double> Measure(RunningSystem system, RunOptions options)
    {
        var figures = new Dictionary<string, double>();
        using var loop = new EventLoop();
        using var crowd = new Crowd(loop, system.Contender.Dialect);
        crowd.Connect(system.Place(loop), Subscribers, _ => [TopicNaming.Shared]);
        var request = system.Contender.Publish(system.Server, TopicNaming.Shared, Bytes);
        var lost = 0L;
        foreach (var rate in Rates)
        {
            var latency = new LatencyRecorder { From = long.MaxValue };
            crowd.Observers = [latency];
            using var publisher = new SteadyPublisher(loop, system.Server, [request], rate, MaxConnections);
            loop.RunFor(options.Warmup);
            latency.From = Stopwatch.GetTimestamp();
            var window = Window.Measure(system, () => loop.RunFor(options.Duration));
            publisher.Stop();
            loop.TryRunUntil(() => latency.Read >= publisher.Published * Subscribers && publisher.Answered == publisher.Published, _patience);
            lost += publisher.Published * Subscribers - latency.Read;
            publisher.ThrowIfFailed();
            figures[Figures.P50(At(rate))] = latency.Percentile(50);
            figures[Figures.P99(At(rate))] = latency.Percentile(99);
            figures[Figures.ServerWhile(At(rate))] = window.Server;
        }

        crowd.ThrowIfLost();
        crowd.Close();
        figures[Figures.Lost] = lost;
        return figures;
    }
}
