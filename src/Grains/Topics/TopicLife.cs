using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>What one activation of a topic hands to the next on another silo: of a durable topic only who is interested, as storage has the rest.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-life")]
internal sealed record TopicLife
{
    /// <summary>Which gateways are interested.</summary>
    [Id(0)] public required IReadOnlyList<InterestEntry> Interest { get; init; }

    /// <summary>Where the topic stands; <see langword="null"/> where storage says it.</summary>
    [Id(1)] public TopicPosition? Position { get; init; }

    /// <summary>The history, without holes, up to the position.</summary>
    [Id(2)] public IReadOnlyList<Publication> History { get; init; } = [];

    /// <summary>The latest publication of each key, by offset; they may be older than the history.</summary>
    [Id(3)] public IReadOnlyList<Publication> Snapshot { get; init; } = [];

    /// <summary>What publishers heard who may ask again, oldest first.</summary>
    [Id(4)] public IReadOnlyList<AnsweredRequest> Answered { get; init; } = [];
}

/// <summary>A gateway's interest, and until when.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.interest-entry")]
internal readonly record struct InterestEntry(
    [property: Id(0)] string Gateway, [property: Id(1)] int Connections, [property: Id(2)] DateTimeOffset Until, [property: Id(3)] long Version);

/// <summary>A request with an idempotency key, and its answer.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.answered-request")]
internal readonly record struct AnsweredRequest(
    [property: Id(0)] string Key, [property: Id(1)] PublicationReceipt Receipt, [property: Id(2)] DateTimeOffset At);
