namespace AndroidZen.Topics;

/// <summary>One message on a topic, with its position.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.publication")]
public sealed record Publication
{
    [Id(0)] public required string Topic { get; init; }

    [Id(1)] public required TopicPosition Position { get; init; }

    /// <summary>One of <see cref="Protocol.MessageTypes"/>.</summary>
    [Id(2)] public required string Type { get; init; }

    /// <summary>When the topic's sequencer took it.</summary>
    [Id(3)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The JSON object that becomes <c>data</c>, as UTF-8. Never written to.</summary>
    [Id(4)] public required byte[] Data { get; init; }

    /// <summary>What the publication is the latest of (a device, say); <see langword="null"/>: every one counts.</summary>
    [Id(5)] public string? Key { get; init; }
}

/// <summary>A message that has no position yet: what publishers hand to a topic.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.draft")]
public sealed record PublicationDraft
{
    /// <inheritdoc cref="Publication.Type"/>
    [Id(0)] public required string Type { get; init; }

    /// <inheritdoc cref="Publication.Data"/>
    [Id(1)] public required byte[] Data { get; init; }

    /// <inheritdoc cref="Publication.Key"/>
    [Id(2)] public string? Key { get; init; }

    /// <summary>Names the publisher's request: another draft with the same one, within <see cref="TopicOptions.IdempotencyWindow"/>, is a repeat.</summary>
    [Id(3)] public string? IdempotencyKey { get; init; }
}

/// <summary>What a publisher hears: where the publication stands, and how many connections were subscribed.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.publication-receipt")]
public readonly record struct PublicationReceipt([property: Id(0)] TopicPosition Position, [property: Id(1)] int Recipients);
