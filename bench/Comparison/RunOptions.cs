namespace AndroidZen.Comparison;

/// <summary>What to run, and for how long.</summary>
internal sealed record RunOptions
{
    /// <summary>Some of <see cref="Parts.All"/>.</summary>
    public required IReadOnlyList<string> Only { get; init; }

    /// <summary>A part of the names of the systems that are wanted.</summary>
    public required string Systems { get; init; }

    /// <summary>How often each thing is measured, in turns with the others.</summary>
    public required int Repeats { get; init; }

    /// <summary>How long a round is measured.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is not measured before each round.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>How many connections are opened where accepting is measured.</summary>
    public required int Accepts { get; init; }

    /// <summary>How many connections are idle where memory is measured.</summary>
    public required int Idle { get; init; }
}
