namespace AndroidZen.Load.Reporting;

/// <summary>What the rounds of one part have measured of one thing, in the order of the rounds.</summary>
/// <param name="Part">latency, throughput or idle.</param>
/// <param name="Subject">The route, or the silo.</param>
/// <param name="Figure">What was measured, with its unit.</param>
/// <param name="Rounds">The figures.</param>
public sealed record Sample(string Part, string Subject, string Figure, IReadOnlyList<double> Rounds)
{
    public double Median => Medians.Of(Rounds);
}
