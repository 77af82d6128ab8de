namespace AndroidZen.HostAgent.CommandLine;

/// <summary>What the agent reports, where to, and how often.</summary>
internal sealed record AgentOptions
{
    /// <summary>The web host's address, with a slash at its end.</summary>
    public Uri Server { get; init; } = new("http://localhost:8000/");

    /// <summary>The device as which this machine is known.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The device's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Between two samples; 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The bearer token; <see langword="null"/>: reports go out without one.</summary>
    public string? Token { get; init; }

    /// <summary>How many samples to send; <see langword="null"/>: until stopped.</summary>
    public int? Count { get; init; }

    /// <summary>Between two status reports; 30 s.</summary>
    public TimeSpan StatusInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between the two readings that the first report is made of; 0.25 s.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>How long a request may take; 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request may take once the agent is to stop; 3 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait after the first failed request; 1 s. It doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts; 30 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Written by hand because the generated text of a record would hold the token.</summary>
    public override string ToString() => $"{DeviceId} to {Server}, every {Interval}";
}
