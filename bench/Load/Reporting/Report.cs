using System.Runtime.InteropServices;
using AndroidZen.Load.Processes;

namespace AndroidZen.Load.Reporting;

/// <summary>All that a run has found: printed, and written as JSON. Derived types add what was asked for.</summary>
public abstract record Report
{
    public required DateTimeOffset Date { get; init; }

    public required IReadOnlyList<Sample> Samples { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }

    public int Cores { get; } = ProcessorAffinity.Cores;

    public string Runtime { get; } = RuntimeInformation.FrameworkDescription;

    public string OperatingSystem { get; } = RuntimeInformation.OSDescription;
}
