using System.Diagnostics;
using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Processes;

namespace AndroidZen.Comparison.Rows;

/// <summary>A span of time, and the processor time that it took at both ends.</summary>
internal readonly record struct Window(TimeSpan Elapsed, TimeSpan ServerTime, TimeSpan LoadTime)
{
    private const double Percent = 100;

    public double Server => ServerTime / Elapsed * Percent;

    public double Load => LoadTime / Elapsed * Percent;

    public static Window Measure(RunningSystem system, Action during)
    {
        var (start, server, load) = (Stopwatch.GetTimestamp(), ProcessUsage.ProcessorTime(system.ProcessIds), ProcessUsage.ProcessorTime(Environment.ProcessId));
        during();
        return new Window(
            Stopwatch.GetElapsedTime(start), ProcessUsage.ProcessorTime(system.ProcessIds) - server, ProcessUsage.ProcessorTime(Environment.ProcessId) - load);
    }
}
