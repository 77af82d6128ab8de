namespace AndroidZen.Grains.Telemetry;

/// <summary>The name by which what the grains tell of themselves is known.</summary>
internal static class GrainTelemetry
{
    /// <summary>Of their meter, and of their part of a trace.</summary>
    public const string Name = "AndroidZen.Grains";
}
