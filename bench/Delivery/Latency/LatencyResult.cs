namespace AndroidZen.Delivery.Latency;

/// <summary>What one round has measured, in milliseconds.</summary>
/// <param name="P50">Half of the publications were faster.</param>
/// <param name="P99">99 in 100 were faster.</param>
/// <param name="P999">999 in 1000 were faster.</param>
/// <param name="Lost">How many never came.</param>
internal sealed record LatencyResult(double P50, double P99, double P999, int Lost);
