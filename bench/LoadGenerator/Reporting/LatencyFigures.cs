using AndroidZen.Load.Measuring;

namespace AndroidZen.LoadGenerator.Reporting;

/// <summary>From publishing to reading, in milliseconds; not there if nothing came.</summary>
internal sealed record LatencyFigures(double? P50, double? P90, double? P99, double? P999, double? Max)
{
    public static LatencyFigures Of(LatencyRecorder latency) => latency.Count == 0
        ? new(null, null, null, null, null)
        : new(latency.Percentile(50), latency.Percentile(90), latency.Percentile(99), latency.Percentile(99.9), latency.Percentile(100));
}
