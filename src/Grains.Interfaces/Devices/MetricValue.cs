namespace AndroidZen.Devices;

/// <summary>The last value of one metric of a device.</summary>
/// <param name="Name">Its name in the sample.</param>
/// <param name="Json">The value as it was sent: JSON text as UTF-8.</param>
/// <param name="At">When the platform took the sample.</param>
[GenerateSerializer, Immutable, Alias("androidzen.metric-value")]
public readonly record struct MetricValue([property: Id(0)] string Name, [property: Id(1)] byte[] Json, [property: Id(2)] DateTimeOffset At);
