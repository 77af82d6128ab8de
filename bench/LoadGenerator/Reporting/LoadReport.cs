namespace AndroidZen.LoadGenerator.Reporting;

/// <summary>What came of a load.</summary>
internal sealed record LoadReport
{
    public required DateTimeOffset Date { get; init; }

    public required LoadOptions Options { get; init; }

    /// <summary>Sockets that have been connected and subscribed.</summary>
    public required int Connected { get; init; }

    public required double ConnectsPerSecond { get; init; }

    public required long Published { get; init; }

    public required double PublicationsPerSecond { get; init; }

    /// <summary>By status, or what has ended the connection.</summary>
    public required IReadOnlyDictionary<string, int> PublishingFailures { get; init; }

    public required long Delivered { get; init; }

    public required double DeliveriesPerSecond { get; init; }

    public required LatencyFigures Latency { get; init; }

    /// <summary>Publications that a subscriber should have had, by their offsets.</summary>
    public required long Lost { get; init; }

    public required long Duplicated { get; init; }

    /// <summary>How often a topic began anew under a subscriber: what it lost then cannot be counted.</summary>
    public required long NewEpochs { get; init; }

    /// <summary>By close code, or another cause.</summary>
    public required IReadOnlyDictionary<string, int> ConnectionsLost { get; init; }
}
