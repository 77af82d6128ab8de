using AndroidZen.Grains.Topics;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>Publications, policies and options for tests that need no silo.</summary>
internal static class TopicSamples
{
    /// <summary>What every publication counts beside its data.</summary>
    public const int Overhead = 128;

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TopicPolicy Policy(int count = 1000, int bytes = int.MaxValue, TimeSpan? age = null, int snapshotKeys = 1000) =>
        new(null, null, IsDurable: true, MayConflate: false, count, bytes, age ?? TimeSpan.FromDays(1), snapshotKeys);

    public static Publication Publication(long offset, int bytes = 0, string? key = null, DateTimeOffset? at = null) => new()
    {
        Topic = "t",
        Position = new TopicPosition("e", offset),
        Type = "live_metrics",
        Timestamp = at ?? Start,
        Data = new byte[bytes],
        Key = key,
    };

    public static PublicationDraft Draft(string? idempotencyKey = null, string? key = null, int bytes = 0) =>
        new() { Type = "live_metrics", Data = new byte[bytes], Key = key, IdempotencyKey = idempotencyKey };

    public static StoredPublication Stored(long offset, string? idempotencyKey = null, byte[]? data = null, DateTimeOffset? at = null, string? key = null) => new()
    {
        Offset = offset,
        Type = "live_metrics",
        Timestamp = at ?? Start,
        Data = data ?? [],
        Key = key,
        IdempotencyKey = idempotencyKey,
        Recipients = 7,
    };

    public static IEnumerable<long> Offsets(IEnumerable<Publication> publications) => publications.Select(publication => publication.Position.Offset);

    public static IEnumerable<long> Range(long first, long last)
    {
        for (var offset = first; offset <= last; offset++)
        {
            yield return offset;
        }
    }
}
