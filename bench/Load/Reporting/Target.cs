namespace AndroidZen.Load.Reporting;

/// <summary>A sample, or a comparison of two, that has a bound. Round is compared with round, because they share the machine's mood; the median of these counts.</summary>
/// <param name="What">The comparison, in words.</param>
/// <param name="Measured">The median.</param>
/// <param name="Rounds">One figure for each round.</param>
/// <param name="Bound">What the median is held against.</param>
/// <param name="Holds">Whether it keeps the bound.</param>
public sealed record Target(string What, double Measured, IReadOnlyList<double> Rounds, string Bound, bool Holds)
{
    public static Target RatioAtMost(string what, Sample ours, Sample theirs, double most) =>
        Create(what, [.. ours.Rounds.Zip(theirs.Rounds, (our, their) => our / their)], $"at most {most:0.###}", ratio => ratio <= most);

    public static Target RatioAtLeast(string what, Sample ours, Sample theirs, double least) =>
        Create(what, [.. ours.Rounds.Zip(theirs.Rounds, (our, their) => our / their)], $"at least {least:0.###}", ratio => ratio >= least);

    public static Target DifferenceAtMost(string what, Sample ours, Sample theirs, double most) =>
        Create(what, [.. ours.Rounds.Zip(theirs.Rounds, (our, their) => our - their)], $"at most {most:0.###}", difference => difference <= most);

    public static Target AtMost(string what, Sample ours, double most) => Create(what, ours.Rounds, $"at most {most:0.###}", value => value <= most);

    public static Target AtLeast(string what, Sample ours, double least) => Create(what, ours.Rounds, $"at least {least:0.###}", value => value >= least);

    private static Target Create(string what, IReadOnlyList<double> rounds, string bound, Func<double, bool> holds)
    {
        var median = Medians.Of(rounds);
        return new Target(what, median, rounds, bound, holds(median));
    }
}
