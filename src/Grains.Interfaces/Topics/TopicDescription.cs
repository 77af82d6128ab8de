namespace AndroidZen.Topics;

/// <summary>What a topic has to say of itself.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-description")]
public sealed record TopicDescription
{
    [Id(0)] public required TopicPosition Position { get; init; }

    /// <summary>How many publications are kept for recovery.</summary>
    [Id(1)] public required int Kept { get; init; }

    /// <summary>Over the last minute, or as much of it as all publications of are kept.</summary>
    [Id(2)] public required double PublicationsPerSecond { get; init; }
}
