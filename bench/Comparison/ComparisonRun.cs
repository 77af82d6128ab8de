using System.Globalization;
using AndroidZen.Comparison.Reporting;
using AndroidZen.Comparison.Rows;
using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Reporting;

namespace AndroidZen.Comparison;

/// <summary>One run: the systems are measured in turns, so that the machine's moods meet all of them; whoever is not measured has no connections.</summary>
internal sealed class ComparisonRun(RunOptions options, CancellationToken stopping)
{
    private static readonly IRow[] _rows = [FullRow.FanOut, new LatencyRow(), FullRow.Topics, new AcceptsRow(), new StalledRow(), FullRow.TopicsApart, new MemoryRow()];

    private readonly Contenders _contenders = new();
    private readonly List<Sample> _samples = [];

    public async Task<ComparisonReport> RunAsync()
    {
        var rows = _rows.Where(row => options.Only.Contains(row.Part)).ToList();
        foreach (var together in rows.Where(row => !row.NeedsNewProcess).GroupBy(row => row.IsApart))
        {
            await MeasureTogetherAsync(Wanted(together.Key), [.. together]);
        }

        foreach (var row in rows.Where(row => row.NeedsNewProcess))
        {
            await InTurnsAsync(row, Wanted(row.IsApart), firstRound: 1, async contender =>
            {
                await using var system = await RunningSystem.StartAsync(contender);
                return await MeasureAsync(row, system);
            });
        }

        return new ComparisonReport
        {
            Date = TimeProvider.System.GetUtcNow(),
            Options = options,
            Samples = _samples,
            Targets = new Targets(_samples, _contenders).Compare(),
        };
    }

    private List<IContender> Wanted(bool apart) => [.. _contenders.All(apart).Where(contender => contender.Name.Contains(options.Systems, StringComparison.OrdinalIgnoreCase))];

    private async Task MeasureTogetherAsync(IReadOnlyList<IContender> contenders, IReadOnlyList<IRow> rows)
    {
        Say("starting the processes");
        var systems = new Dictionary<IContender, RunningSystem>();
        try
        {
            foreach (var contender in contenders)
            {
                systems[contender] = await RunningSystem.StartAsync(contender);
            }

            foreach (var row in rows)
            {
                await InTurnsAsync(row, contenders, firstRound: 0, contender => MeasureAsync(row, systems[contender]));
            }
        }
        finally
        {
            foreach (var system in systems.Values)
            {
                await system.DisposeAsync();
            }
        }
    }

    /// <summary>Every system once in every round; each round begins with another one. What round 0 finds does not count: it is for the compilers.</summary>
    private async Task InTurnsAsync(IRow row, IReadOnlyList<IContender> contenders, int firstRound, Func<IContender, Task<IReadOnlyDictionary<string, double>>> measure)
    {
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<IReadOnlyDictionary<string, double>>());
        for (var round = firstRound; round <= options.Repeats; round++)
        {
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                stopping.ThrowIfCancellationRequested();
                var contender = contenders[(round + turn) % contenders.Count];
                var figures = await measure(contender);
                if (round > 0)
                {
                    rounds[contender].Add(figures);
                }

                var text = string.Join("; ", figures.Select(figure => $"{figure.Key}: {Number(figure.Value)}"));
                Say($"{row.Part} {(round == 0 ? "warm-up" : $"{round}/{options.Repeats}")}: {contender.Name}: {text}");
            }
        }

        foreach (var contender in contenders)
        {
            foreach (var figure in rounds[contender].SelectMany(round => round.Keys).Distinct())
            {
                _samples.Add(new Sample(row.Part, contender.Name, figure, [.. rounds[contender].Select(round => round[figure])]));
            }
        }
    }

    /// <summary>The load has a thread of its own: it never waits for anything but its sockets.</summary>
    private Task<IReadOnlyDictionary<string, double>> MeasureAsync(IRow row, RunningSystem system) =>
        Task.Factory.StartNew(() => row.Measure(system, options), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static void Say(string text) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}"));
}
