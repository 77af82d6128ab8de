using AndroidZen.Grains.Topics;
using AndroidZen.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>A topic's log on a storage server of its own. Each log that is opened stands for another activation of the topic.</summary>
internal sealed class LogStore
{
    public const string Head = "topic";

    private static readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public SharedGrainStorage Server { get; } = new();

    public GrainId Grain { get; } = GrainId.Create("subscription", "t");

    /// <summary>Has room for so many publications without data in the head.</summary>
    public int SegmentBytes { get; init; } = 4 * Overhead;

    /// <summary>A log that has read what is stored.</summary>
    public async Task<TopicLog> OpenAsync() => (await LoadAsync()).Log;

    /// <summary>A log, and what it has read.</summary>
    public async Task<(TopicLog Log, IReadOnlyList<StoredPublication> Publications)> LoadAsync()
    {
        var log = new TopicLog(Server.For(_serializer), Grain, SegmentBytes);
        return (log, await log.LoadAsync());
    }

    /// <summary>The offsets that the next activation reads.</summary>
    public async Task<IEnumerable<long>> OffsetsAsync() => (await LoadAsync()).Publications.Select(publication => publication.Offset);

    /// <summary>The first publications of a topic, one append each.</summary>
    public static async Task FillAsync(TopicLog log, long first, long last, long kept = long.MaxValue)
    {
        foreach (var offset in Range(first, last))
        {
            await AppendAsync(log, offset, floor: Math.Max(0, offset - 1 - kept));
        }
    }

    public static Task AppendAsync(TopicLog log, long first, int count = 1, long floor = 0, string data = "") => log.AppendAsync(
        "e", [.. Range(first, first + count - 1).Select(offset => Stored(offset, $"{offset}", System.Text.Encoding.UTF8.GetBytes(data)))], floor);
}
