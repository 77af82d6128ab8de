namespace AndroidZen.WebHost.Tests.Telemetry;

/// <summary>Tests that look at all metrics of a host. OpenTelemetry does not tell the meters of one host in the process from those of another, so they run by themselves, and one host after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MetricsCollection
{
    public const string Name = "metrics";
}
