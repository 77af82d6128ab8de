using AndroidZen.Comparison.Rows;
using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Reporting;

namespace AndroidZen.Comparison.Reporting;

/// <summary>What the platform is to reach, of what has been measured.</summary>
internal sealed class Targets(IReadOnlyList<Sample> samples, Contenders contenders)
{
    private readonly List<Target> _targets = [];
    private readonly IContender _ours = contenders.Ours;

    public IReadOnlyList<Target> Compare()
    {
        Add(Parts.FanOut, Figures.Deliveries, contenders.SignalR, (what, our, their) => Target.RatioAtLeast(what, our, their, 1.5));
        Add(Parts.FanOut, Figures.Deliveries, contenders.Floor, (what, our, their) => Target.RatioAtLeast(what, our, their, 1));
        foreach (var at in LatencyRow.Rates.Select(LatencyRow.At))
        {
            Add(Parts.Latency, Figures.P50(at), contenders.SignalR, (what, our, their) => Target.RatioAtMost(what, our, their, 1));
            Add(Parts.Latency, Figures.P99(at), contenders.SignalR, (what, our, their) => Target.RatioAtMost(what, our, their, 1));
        }

        var slow = LatencyRow.At(LatencyRow.Rates[0]);
        Add(Parts.Latency, Figures.P50(slow), contenders.Floor, (what, our, their) => Target.DifferenceAtMost(what, our, their, 2));
        Add(Parts.Latency, Figures.P99(slow), contenders.Floor, (what, our, their) => Target.DifferenceAtMost(what, our, their, 2));
        Add(Parts.Topics, Figures.Publications, contenders.SignalR, (what, our, their) => Target.RatioAtLeast(what, our, their, 1));
        Add(Parts.TopicsApart, Figures.Publications, contenders.OursApart, contenders.SignalRApart, (what, our, their) => Target.RatioAtLeast(what, our, their, 3));
        Add(Parts.Accepts, Figures.Accepts, contenders.SignalR, (what, our, their) => Target.RatioAtLeast(what, our, their, 1.5));
        if (Find(Parts.Memory, _ours, Figures.Memory) is { } memory)
        {
            _targets.Add(Target.AtMost($"{Parts.Memory}: {Figures.Memory}, ours", memory, 14));
        }

        if (Find(Parts.Stalled, _ours, Figures.Offered(StalledRow.Some)) is { } offered)
        {
            _targets.Add(Target.AtLeast($"{Parts.Stalled}: {Figures.Offered(StalledRow.Some)}, ours", offered, 100));
            _targets.Add(Target.RatioAtMost($"{Parts.Stalled}: p99, ours, {StalledRow.Some} : {StalledRow.None}",
                Find(Parts.Stalled, _ours, Figures.P99(StalledRow.Some))!, Find(Parts.Stalled, _ours, Figures.P99(StalledRow.None))!, 1.25));
        }

        return _targets;
    }

    private void Add(string part, string figure, IContender other, Func<string, Sample, Sample, Target> compare) => Add(part, figure, _ours, other, compare);

    /// <summary>Adds a comparison, if both sides have been measured.</summary>
    private void Add(string part, string figure, IContender ours, IContender other, Func<string, Sample, Sample, Target> compare)
    {
        if (Find(part, ours, figure) is { } our && Find(part, other, figure) is { } their)
        {
            _targets.Add(compare($"{part}: {figure}, ours against {other.Name}", our, their));
        }
    }

    private Sample? Find(string part, IContender contender, string figure) =>
        samples.FirstOrDefault(sample => sample.Part == part && sample.Subject == contender.Name && sample.Figure == figure);
}
