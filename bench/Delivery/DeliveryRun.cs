using System.Globalization;
using AndroidZen.Delivery.Idle;
using AndroidZen.Delivery.Latency;
using AndroidZen.Delivery.Reporting;
using AndroidZen.Delivery.Systems;
using AndroidZen.Delivery.Throughput;

namespace AndroidZen.Delivery;

/// <summary>One run: what is compared is up all the time, and measured in turns, so that the machine's moods meet all of it.</summary>
internal sealed class DeliveryRun
{
    private readonly RunOptions _options;
    private readonly List<Sample> _samples = [];
    private readonly List<Target> _targets = [];

    private DeliveryRun(RunOptions options) => _options = options;

    public static async Task<Report> RunAsync(RunOptions options)
    {
        var run = new DeliveryRun(options);
        if (options.Only.Contains(Parts.Latency) || options.Only.Contains(Parts.Throughput))
        {
            await run.MeasureRoutesAsync();
        }

        if (options.Only.Contains(Parts.Idle))
        {
            await run.MeasureIdleAsync();
        }

        return new Report { Date = TimeProvider.System.GetUtcNow(), Options = options, Samples = run._samples, Targets = run._targets };
    }

    private async Task MeasureRoutesAsync()
    {
        Say("starting the processes");
        await using var ours = await PlatformCluster.StartAsync(StreamSettings.LowLatency, webHosts: 2);
        await using var memory = await PlatformCluster.StartAsync(StreamSettings.MemoryDefaults, webHosts: 1);
        await using var tuned = await PlatformCluster.StartAsync(StreamSettings.MemoryTuned, webHosts: 1);
        await using var signalR = RedisServer.IsInstalled ? await SignalRPair.StartAsync() : null;
        using var ourPost = new WebHostRoute(ours);
        IRoute ourClient = new ClusterClientRoute(ours), memoryClient = new ClusterClientRoute(memory), tunedClient = new ClusterClientRoute(tuned);
        if (signalR is null)
        {
            Say("redis-server is not installed: SignalR is left out");
        }

        if (_options.Only.Contains(Parts.Latency))
        {
            var (p50, p99) = await MeasureLatencyAsync([ourClient, memoryClient, tunedClient, ourPost, .. signalR is null ? Array.Empty<IRoute>() : [signalR]]);
            _targets.Add(Target.RatioAtMost("p50, ours : memory streams with Orleans' defaults (cluster client)", p50[ourClient], p50[memoryClient], 1.0 / 20));
            if (signalR is not null)
            {
                _targets.Add(Target.RatioAtMost("p50, ours : SignalR with Redis (POST at another node)", p50[ourPost], p50[signalR], 1));
                _targets.Add(Target.RatioAtMost("p99, ours : SignalR with Redis (POST at another node)", p99[ourPost], p99[signalR], 1));
            }
        }

        if (_options.Only.Contains(Parts.Throughput))
        {
            var perSecond = await MeasureThroughputAsync([ourClient, memoryClient, tunedClient]);
            _targets.Add(Target.RatioAtLeast("publications/s, ours : memory streams with Orleans' defaults", perSecond[ourClient], perSecond[memoryClient], 3));
        }
    }

    private async Task<(Dictionary<IRoute, Sample> P50, Dictionary<IRoute, Sample> P99)> MeasureLatencyAsync(IReadOnlyList<IRoute> routes)
    {
        var results = await InTurnsAsync(Parts.Latency, routes, route => route.Name, async route =>
        {
            var result = await LatencyRound.RunAsync(route, _options.Rate, _options.Warmup, _options.Duration);
            return (result, Format($"p50 {result.P50:0.00} ms, p99 {result.P99:0.00} ms, lost {result.Lost}"));
        });
        Dictionary<IRoute, Sample> Figures(string figure, Func<LatencyResult, double> of) =>
            routes.ToDictionary(route => route, route => Keep(Parts.Latency, route.Name, figure, results[route].Select(of)));
        var figures = (Figures("p50, ms", result => result.P50), Figures("p99, ms", result => result.P99));
        Figures("p99.9, ms", result => result.P999);
        Figures("lost", result => result.Lost);
        return figures;
    }

    private async Task<Dictionary<IRoute, Sample>> MeasureThroughputAsync(IReadOnlyList<IRoute> routes)
    {
        var results = await InTurnsAsync(Parts.Throughput, routes, route => route.Name, async route =>
        {
            var perSecond = await ThroughputRound.RunAsync(route, _options.Warmup, _options.Duration);
            return (perSecond, Format($"{perSecond:#,0}/s"));
        });
        return routes.ToDictionary(route => route, route => Keep(Parts.Throughput, route.Name, "publications/s", results[route]));
    }

    private async Task MeasureIdleAsync()
    {
        Say("starting the silos that idle");
        await using var silos = await IdleSilos.StartAsync();
        await silos.MeasureAsync(_options.IdleDuration); // What a start does later is not idling.
        var rounds = new List<IReadOnlyDictionary<string, double>>();
        for (var round = 1; round <= _options.Repeats; round++)
        {
            rounds.Add(await silos.MeasureAsync(_options.IdleDuration));
            Say(Format($"idle {round}/{_options.Repeats}: {string.Join(", ", rounds[^1].Select(silo => Format($"{silo.Key} {silo.Value:0.00} %")))}"));
        }

        var samples = rounds[0].Keys.ToDictionary(silo => silo, silo => Keep(Parts.Idle, silo, "% of a core", rounds.Select(round => round[silo])));
        _targets.Add(Target.DifferenceAtMost("idle silo, points of a core: ours - no streams", samples[StreamSettings.LowLatency.Name], samples[IdleSilos.WithoutStreams], 1));
    }

    /// <summary>Every subject once in every round; each round begins with another one.</summary>
    private async Task<Dictionary<T, List<TResult>>> InTurnsAsync<T, TResult>(string part, IReadOnlyList<T> subjects, Func<T, string> name, Func<T, Task<(TResult Result, string Text)>> measure)
        where T : notnull
    {
        var results = subjects.ToDictionary(subject => subject, _ => new List<TResult>());
        for (var round = 0; round <= _options.Repeats; round++)
        {
            for (var turn = 0; turn < subjects.Count; turn++)
            {
                var subject = subjects[(round + turn) % subjects.Count];
                var (result, text) = await measure(subject);
                if (round > 0)
                {
                    results[subject].Add(result);
                }

                Say(Format($"{part} {(round == 0 ? "warm-up" : Format($"{round}/{_options.Repeats}"))}: {name(subject)}: {text}")); // The first round is for the compilers.
            }
        }

        return results;
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
