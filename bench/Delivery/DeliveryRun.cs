using System.Globalization;
using AndroidZen.Delivery.Idle;
using AndroidZen.Delivery.Latency;
using AndroidZen.Delivery.Reporting;
using AndroidZen.Delivery.Systems;
using AndroidZen.Delivery.Throughput;
using AndroidZen.Load.Reporting;
using AndroidZen.TestKit.Storage;

namespace AndroidZen.Delivery;

/// <summary>One run: what is compared is up all the time, and measured in turns, so that the machine's moods meet all of it.</summary>
internal sealed class DeliveryRun
{
    private const string Latency50 = "p50, ms";
    private const string Latency99 = "p99, ms";
    private const string PerSecond = "publications/s";

    private readonly RunOptions _options;
    private readonly CancellationToken _stopping;
    private readonly List<Sample> _samples = [];
    private readonly List<Target> _targets = [];

    private DeliveryRun(RunOptions options, CancellationToken stopping) => (_options, _stopping) = (options, stopping);

    public static async Task<DeliveryReport> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var run = new DeliveryRun(options, cancellationToken);
        if (options.Only.Contains(Parts.Latency) || options.Only.Contains(Parts.Throughput))
        {
            await run.MeasureRoutesAsync();
        }

        if (options.Only.Contains(Parts.Idle))
        {
            await run.MeasureIdleAsync();
        }

        return new DeliveryReport { Date = TimeProvider.System.GetUtcNow(), Options = options, Samples = run._samples, Targets = run._targets };
    }

    private async Task MeasureRoutesAsync()
    {
        Say("starting the processes");
        await using var ours = await PlatformCluster.StartAsync(StreamSettings.LowLatency, webHosts: 2);
        await using var memory = await PlatformCluster.StartAsync(StreamSettings.MemoryDefaults, webHosts: 1);
        await using var tuned = await PlatformCluster.StartAsync(StreamSettings.MemoryTuned, webHosts: 1);
        await using var embedded = await PlatformCluster.StartEmbeddedAsync(StreamSettings.LowLatency, webHosts: 2);
        await using var signalR = RedisServer.IsInstalled ? await SignalRPair.StartAsync() : null;
        await using var relay = await SignalRPair.StartWithRelayAsync();
        using var ourPost = new WebHostRoute(ours, "a silo and two web hosts");
        using var embeddedPost = new WebHostRoute(embedded, "two web hosts that are silos");
        IRoute ourClient = new ClusterClientRoute(ours), memoryClient = new ClusterClientRoute(memory), tunedClient = new ClusterClientRoute(tuned);
        if (signalR is null)
        {
            Say("redis-server is not installed: SignalR is left out");
        }

        if (_options.Only.Contains(Parts.Latency))
        {
            await MeasureLatencyAsync([ourClient, memoryClient, tunedClient, ourPost, embeddedPost, relay, .. signalR is null ? Array.Empty<IRoute>() : [signalR]]);
            AddTarget(Latency50, ourClient, memoryClient, (ours, theirs) => Target.RatioAtMost("p50, ours : memory streams with Orleans' defaults (cluster client)", ours, theirs, 1.0 / 20));
            foreach (var (post, layout) in new[] { (ourPost, "a silo and two web hosts"), (embeddedPost, "two web hosts that are silos") })
            {
                AddTarget(Latency50, post, signalR, (ours, theirs) => Target.RatioAtMost($"p50, ours : SignalR with Redis (POST; {layout})", ours, theirs, 1));
                AddTarget(Latency99, post, signalR, (ours, theirs) => Target.RatioAtMost($"p99, ours : SignalR with Redis (POST; {layout})", ours, theirs, 1));
            }
        }

        if (_options.Only.Contains(Parts.Throughput))
        {
            await MeasureThroughputAsync([ourClient, memoryClient, tunedClient]);
            AddTarget(PerSecond, ourClient, memoryClient, (ours, theirs) => Target.RatioAtLeast("publications/s, ours : memory streams with Orleans' defaults", ours, theirs, 3));
        }
    }

    private async Task MeasureLatencyAsync(IReadOnlyList<IRoute> routes)
    {
        var results = await InTurnsAsync(Parts.Latency, routes, async route =>
        {
            var result = await LatencyRound.RunAsync(route, _options.Rate, _options.Warmup, _options.Duration);
            return (result, Format($"p50 {result.P50:0.00} ms, p99 {result.P99:0.00} ms, lost {result.Lost}"));
        });
        KeepAll(Latency50, result => result.P50);
        KeepAll(Latency99, result => result.P99);
        KeepAll("p99.9, ms", result => result.P999);
        KeepAll("lost", result => result.Lost);

        void KeepAll(string figure, Func<LatencyResult, double> of)
        {
            foreach (var (route, rounds) in results)
            {
                Keep(Parts.Latency, route.Name, figure, rounds.Select(of));
            }
        }
    }

    private async Task MeasureThroughputAsync(IReadOnlyList<IRoute> routes)
    {
        var results = await InTurnsAsync(Parts.Throughput, routes, async route =>
        {
            var perSecond = await ThroughputRound.RunAsync(route, _options.Warmup, _options.Duration);
            return (perSecond, Format($"{perSecond:#,0}/s"));
        });
        foreach (var (route, rounds) in results)
        {
            Keep(Parts.Throughput, route.Name, PerSecond, rounds);
        }
    }

    private async Task MeasureIdleAsync()
    {
        Say("starting the silos that idle");
        await using var silos = await IdleSilos.StartAsync();
        await silos.MeasureAsync(_options.IdleDuration); // What a start does later is not idling.
        var rounds = new List<IReadOnlyDictionary<string, double>>();
        for (var round = 1; round <= _options.Repeats; round++)
        {
            _stopping.ThrowIfCancellationRequested();
            rounds.Add(await silos.MeasureAsync(_options.IdleDuration));
            Say(Format($"idle {round}/{_options.Repeats}: {string.Join(", ", rounds[^1].Select(silo => Format($"{silo.Key} {silo.Value:0.00} %")))}"));
        }

        var samples = rounds[0].Keys.ToDictionary(silo => silo, silo => Keep(Parts.Idle, silo, "% of a core", rounds.Select(round => round[silo])));
        _targets.Add(Target.DifferenceAtMost("idle silo, points of a core: ours - no streams", samples[StreamSettings.LowLatency.Name], samples[IdleSilos.WithoutStreams], 1));
    }

    /// <summary>Every route that is wanted once in every round; each round begins with another one.</summary>
    private async Task<Dictionary<IRoute, List<T>>> InTurnsAsync<T>(string part, IReadOnlyList<IRoute> all, Func<IRoute, Task<(T Result, string Text)>> measure)
    {
        IRoute[] routes = [.. all.Where(route => route.Name.Contains(_options.Routes, StringComparison.OrdinalIgnoreCase))];
        var results = routes.ToDictionary(route => route, _ => new List<T>());
        for (var round = 0; round <= _options.Repeats; round++)
        {
            for (var turn = 0; turn < routes.Length; turn++)
            {
                _stopping.ThrowIfCancellationRequested();
                var route = routes[(round + turn) % routes.Length];
                var (result, text) = await measure(route);
                if (round > 0)
                {
                    results[route].Add(result); // The first round is for the compilers.
                }

                Say(Format($"{part} {(round == 0 ? "warm-up" : Format($"{round}/{_options.Repeats}"))}: {route.Name}: {text}"));
            }
        }

        return results;
    }

    /// <summary>Adds a comparison, if both sides have been measured.</summary>
    private void AddTarget(string figure, IRoute ours, IRoute? theirs, Func<Sample, Sample, Target> compare)
    {
        if (Find(ours) is { } our && Find(theirs) is { } their)
        {
            _targets.Add(compare(our, their));
        }

        Sample? Find(IRoute? route) => _samples.Find(sample => sample.Subject == route?.Name && sample.Figure == figure);
    }

    private Sample Keep(string part, string subject, string figure, IEnumerable<double> rounds)
    {
        var sample = new Sample(part, subject, figure, [.. rounds]);
        _samples.Add(sample);
        return sample;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Say(string text) => Console.WriteLine(Format($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}"));
}
