using System.Runtime.InteropServices;

namespace AndroidZen.Delivery.Reporting;

/// <summary>All that a run has found: printed, and written as JSON.</summary>
internal sealed record Report
{
    public required DateTimeOffset Date { get; init; }

    public required RunOptions Options { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }

    public int Cores { get; } = Environment.ProcessorCount;

    public string Runtime { get; } = RuntimeInformation.FrameworkDescription;

    public string OperatingSystem { get; } = RuntimeInformation.OSDescription;
}
