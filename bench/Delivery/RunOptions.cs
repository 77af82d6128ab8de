namespace AndroidZen.Delivery;

/// <summary>What to run, and for how long.</summary>
internal sealed record RunOptions
{
    /// <summary>Some of <see cref="Parts.All"/>.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    /// <summary>A part of the names of the routes that are wanted.</summary>
    public required string Routes { get; init; }

    /// <summary>How often each thing is measured, in turns with the others.</summary>
    public required int Repeats { get; init; }

    /// <summary>How long a round of latency or throughput is measured.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is not measured before each round.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>How long a round of idling is measured.</summary>
    public required TimeSpan IdleDuration { get; init; }

    /// <summary>Publications per second where latency is measured.</summary>
    public required int Rate { get; init; }
}
