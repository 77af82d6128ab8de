using System.Collections.Immutable;
using AndroidZen.Grains.Storage;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>What every write of a durable topic stores: the publications that are in no segment yet, and which segments there are.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-log-head")]
public sealed record TopicLogHead : IStoredHead
{
    [Id(0)] public string Epoch { get; init; } = "";

    /// <inheritdoc/>
    [Id(1)] public string Write { get; init; } = "";

    /// <summary>The offset of the last publication, stored still or not.</summary>
    [Id(2)] public long Offset { get; init; }

    /// <summary>The segments, oldest first.</summary>
    [Id(3)] public ImmutableArray<TopicLogSlot> Segments { get; init; } = [];

    /// <summary>The latest publications, oldest first.</summary>
    [Id(4)] public ImmutableArray<StoredPublication> Tail { get; init; } = [];
}

/// <summary>Where a segment is. Slots are used again when their segment is too old, so a topic never has more records than its history needs.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-log-slot")]
public readonly record struct TopicLogSlot([property: Id(0)] int Slot, [property: Id(1)] long FirstOffset);

/// <summary>Publications of a durable topic that are written once and read by the next activation.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-log-segment")]
public sealed record TopicLogSegment
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public ImmutableArray<StoredPublication> Publications { get; init; } = [];
}

/// <summary>A publication as it is stored; topic and epoch are those of its log.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.stored-publication")]
public sealed record StoredPublication
{
    [Id(0)] public required long Offset { get; init; }

    /// <inheritdoc cref="Publication.Type"/>
    [Id(1)] public required string Type { get; init; }

    /// <inheritdoc cref="Publication.Timestamp"/>
    [Id(2)] public required DateTimeOffset Timestamp { get; init; }

    /// <inheritdoc cref="Publication.Data"/>
    [Id(3)] public required byte[] Data { get; init; }

    /// <inheritdoc cref="Publication.Key"/>
    [Id(4)] public string? Key { get; init; }

    /// <inheritdoc cref="PublicationDraft.IdempotencyKey"/>
    [Id(5)] public string? IdempotencyKey { get; init; }

    /// <inheritdoc cref="PublicationReceipt.Recipients"/>
    [Id(6)] public int Recipients { get; init; }

    /// <summary>A publication, to be stored.</summary>
    public static StoredPublication From(Publication publication, string? idempotencyKey, int recipients) => new()
    {
        Offset = publication.Position.Offset,
        Type = publication.Type,
        Timestamp = publication.Timestamp,
        Data = publication.Data,
        Key = publication.Key,
        IdempotencyKey = idempotencyKey,
        Recipients = recipients,
    };

    /// <summary>The publication that was stored.</summary>
    public Publication To(string topic, string epoch) => new()
    {
        Topic = topic,
        Position = new TopicPosition(epoch, Offset),
        Type = Type,
        Timestamp = Timestamp,
        Data = Data,
        Key = Key,
    };
}
