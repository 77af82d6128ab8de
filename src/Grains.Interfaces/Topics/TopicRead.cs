namespace AndroidZen.Topics;

/// <summary>What a gateway wants of a topic's history.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-read-request")]
public sealed record TopicReadRequest
{
    /// <summary>What the gateway has; without one, or of another epoch than the topic's, the topic is read from the oldest publication that is kept.</summary>
    [Id(0)] public TopicPosition? Since { get; init; }

    /// <summary>Whether the latest publication per key is wanted too.</summary>
    [Id(1)] public bool WithSnapshot { get; init; }

    /// <summary>Whether older publications are welcome, as far as the answer has room: others may have missed more.</summary>
    [Id(2)] public bool WithOlder { get; init; }
}

/// <summary>A part of a topic's history, oldest first, without holes.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-read")]
public sealed record TopicRead
{
    /// <summary>The topic's position at that moment.</summary>
    [Id(0)] public required TopicPosition Position { get; init; }

    /// <summary>
    /// The publications: those after the position asked for or, where they are not kept any more, after the last that was given up. They reach to <see cref="Position"/>, unless that is more
    /// than <see cref="TopicOptions.MaxReadBytes"/>; where it is less, older ones may come before them (<see cref="TopicReadRequest.WithOlder"/>).
    /// </summary>
    [Id(1)] public required IReadOnlyList<Publication> Publications { get; init; }

    /// <summary>The offset before the first of <see cref="Publications"/>, also where there are none.</summary>
    [Id(2)] public required long After { get; init; }

    /// <summary>The latest publication of each key, by offset; only where it was asked for.</summary>
    [Id(3)] public IReadOnlyList<Publication>? Snapshot { get; init; }
}
