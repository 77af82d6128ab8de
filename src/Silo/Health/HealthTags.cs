namespace AndroidZen.Silo.Health;

/// <summary>Which of the probes a health check belongs to.</summary>
public static class HealthTags
{
    public const string Startup = "startup";
    public const string Ready = "ready";
    public const string Live = "live";

    public static IReadOnlyList<string> All { get; } = [Startup, Ready, Live];
}
