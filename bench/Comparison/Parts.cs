namespace AndroidZen.Comparison;

/// <summary>What can be measured.</summary>
internal static class Parts
{
    public const string FanOut = "fanout";
    public const string Latency = "latency";
    public const string Topics = "topics";
    public const string TopicsApart = "topics-apart";
    public const string Memory = "memory";
    public const string Accepts = "accepts";
    public const string Stalled = "stalled";

    public static IReadOnlyList<string> All { get; } = [FanOut, Latency, Topics, TopicsApart, Memory, Accepts, Stalled];
}
