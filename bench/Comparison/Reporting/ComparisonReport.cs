using AndroidZen.Load.Reporting;

namespace AndroidZen.Comparison.Reporting;

/// <summary>What a run has found, and what it was asked for.</summary>
internal sealed record ComparisonReport : Report
{
    public required RunOptions Options { get; init; }
}
