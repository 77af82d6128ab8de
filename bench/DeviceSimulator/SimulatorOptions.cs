namespace AndroidZen.DeviceSimulator;

/// <summary>What to simulate.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>How many devices.</summary>
    public required int Devices { get; init; }

    /// <summary>How often each of them reports.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long is measured.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long they report before that.</summary>
    public required TimeSpan Warmup { get; init; }

    /// <summary>One of <see cref="Ways"/>.</summary>
    public required string Via { get; init; }

    /// <summary>How many samples are in one request; it stays below <c>Http:MaxBodyBytes</c> with the default.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Of how many devices <c>metrics_{id}</c> is watched.</summary>
    public required int Watched { get; init; }

    /// <summary>The fraction of the devices that goes silent at half time.</summary>
    public required double Silence { get; init; }

    /// <summary>The server's <c>Devices:Timeout</c>, for a server that is started here.</summary>
    public required TimeSpan DeviceTimeout { get; init; }
}

/// <summary>How reports come to the server.</summary>
internal static class Ways
{
    /// <summary>Each device's agent has a socket.</summary>
    public const string Sockets = "sockets";

    /// <summary>A back end gathers them for <c>POST /ws/live-metrics/batch</c>.</summary>
    public const string Batch = "batch";
}
