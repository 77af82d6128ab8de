using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using CsCheck;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>Random drafts, reads and restorations, against the list of all publications.</summary>
public class TopicSequenceModelTests
{
    private static readonly TopicOptions _options = new() { IdempotencyKeys = 5, IdempotencyWindow = TimeSpan.FromSeconds(30), MaxReadBytes = 1000 };

    private static readonly Gen<TopicPolicy> _policies =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 3000], Gen.Int[0, 60], Gen.Int[0, 4], (count, bytes, age, keys) => Policy(count, bytes, TimeSpan.FromSeconds(age), keys));

    private static readonly Gen<Step> _steps = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 300], Gen.Int[0, 8], Gen.Int[0, 6], Gen.Int[0, 12], Gen.Long[-2, 60],
        (kind, bytes, seconds, key, repeat, since) => new Step(kind, bytes, seconds, key == 0 ? null : $"key {key}", repeat < 4 ? null : $"repeat {repeat}", since));

    [Fact]
    public void PublishReadAndRestore_AnySteps_AreAsTheModelSays() => Gen.Select(_policies, _steps.Array[0, 60]).Sample(Compare, iter: 5000);

    private static void Compare(TopicPolicy policy, Step[] steps)
    {
        var sequence = new TopicSequence("t", "e", policy, _options);
        var all = new List<(Publication Publication, string? IdempotencyKey)>();
        var now = Start;
        foreach (var step in steps)
        {
            now += TimeSpan.FromSeconds(step.Seconds);
            switch (step.Kind)
            {
                case <= 2:
                    var draft = Draft(step.IdempotencyKey, step.Key, step.Bytes);
                    var first = Repeated(all, draft.IdempotencyKey, now);
                    Assert.Equal(first is not null, sequence.IsRepeat(draft, now, out var receipt));
                    if (first is not null)
                    {
                        Assert.Equal(first, receipt);
                        break;
                    }

                    var publication = sequence.Number(draft, now);
                    all.Add((publication, draft.IdempotencyKey));
                    Assert.Equal(new PublicationReceipt(new TopicPosition("e", all.Count), 7), sequence.Add(publication, draft.IdempotencyKey, 7, now));
                    break;
                case 3:
                    sequence = TopicSequence.Restore("t", new TopicLogHead { Epoch = "e", Offset = all.Count }, Stored(all), policy, _options, now);
                    break;
                default:
                    AssertRead(sequence.Read(new TopicReadRequest { Since = new TopicPosition("e", step.Since), WithSnapshot = true, WithOlder = true }, now), all, policy, step.Since, sequence.Floor);
                    break;
            }

            Assert.Equal(new TopicPosition("e", all.Count), sequence.Position);
        }
    }

    /// <summary>Whatever is given is a run without holes that leaves nothing out that was asked for and is kept; the model of the history has the exact page.</summary>
    private static void AssertRead(TopicRead read, List<(Publication Publication, string? IdempotencyKey)> all, TopicPolicy policy, long since, long floor)
    {
        Assert.Equal((new TopicPosition("e", all.Count), true), (read.Position, read.After <= Math.Max(floor, Math.Clamp(since, 0, all.Count))));
        Assert.Equal(Range(read.After + 1, read.After + read.Publications.Count), Offsets(read.Publications));
        Assert.All(read.Publications, publication => Assert.Equal(all[(int)publication.Position.Offset - 1].Publication.Data.Length, publication.Data.Length));
        Assert.True(read.After >= floor && read.After + read.Publications.Count <= all.Count);
        var latest = all.Select(item => item.Publication).Where(publication => publication.Key is not null).GroupBy(publication => publication.Key).Select(group => group.Last());
        Assert.Equal(Offsets(latest).Order().TakeLast(policy.SnapshotKeys), Offsets(read.Snapshot!));
    }

    private static PublicationReceipt? Repeated(List<(Publication Publication, string? IdempotencyKey)> all, string? key, DateTimeOffset now) => all
        .Where(item => item.IdempotencyKey is not null)
        .TakeLast(_options.IdempotencyKeys)
        .Where(item => item.IdempotencyKey == key && item.Publication.Timestamp + _options.IdempotencyWindow >= now)
        .Select(item => (PublicationReceipt?)new PublicationReceipt(item.Publication.Position, 7))
        .LastOrDefault();

    private static List<StoredPublication> Stored(List<(Publication Publication, string? IdempotencyKey)> all) =>
        [.. all.Select(item => StoredPublication.From(item.Publication, item.IdempotencyKey, 7))];

    private sealed record Step(int Kind, int Bytes, int Seconds, string? Key, string? IdempotencyKey, long Since);
}
