namespace AndroidZen.Delivery;

/// <summary>What can be measured.</summary>
internal static class Parts
{
    public const string Latency = "latency";
    public const string Throughput = "throughput";
    public const string Idle = "idle";

    public static IReadOnlyList<string> All { get; } = [Latency, Throughput, Idle];
}
