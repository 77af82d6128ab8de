using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using CsCheck;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>Random steps, against a model that keeps every publication there ever was and thinks the rules through anew for each question.</summary>
public class TopicHistoryModelTests
{
    private static readonly Gen<TopicPolicy> _policies =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 3000], Gen.Int[0, 60], (count, bytes, age) => Policy(count, bytes, TimeSpan.FromSeconds(age)));

    private static readonly Gen<Step> _steps = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 400], Gen.Int[0, 10], Gen.Long[-2, 60], Gen.Int[1, 2500],
        (kind, bytes, seconds, after, maxBytes) => new Step(kind, bytes, seconds, after, maxBytes));

    [Fact]
    public void AddTrimAndRead_AnySteps_AreAsTheModelSays() => Gen.Select(_policies, Gen.Long[0, 5], _steps.Array[0, 60]).Sample(Compare, iter: 5000);

    private static void Compare(TopicPolicy policy, long before, Step[] steps)
    {
        var history = new TopicHistory(policy);
        var all = new List<Publication>();
        var kept = new List<Publication>();
        var now = Start;
        foreach (var step in steps)
        {
            now += TimeSpan.FromSeconds(step.Seconds);
            switch (step.Kind)
            {
                case 0 or 1:
                    var publication = Publication(before + all.Count + 1, step.Bytes, at: now);
                    all.Add(publication);
                    kept.Add(publication);
                    history.Add(publication, now);
                    Trim(kept, policy, now);
                    break;
                case 2:
                    history.Trim(now);
                    Trim(kept, policy, now);
                    break;
                default:
                    Assert.Equal(Read(kept, step.After, step.MaxBytes), history.Read(step.After, step.MaxBytes, withOlder: true));
                    break;
            }

            Assert.Equal(kept.Count, history.Count);
            if (all.Count > 0)
            {
                Assert.Equal((before + all.Count - kept.Count, before + all.Count), (history.Floor, history.Top));
            }
        }
    }

    private static void Trim(List<Publication> kept, TopicPolicy policy, DateTimeOffset now)
    {
        while (kept.Count > policy.HistoryCount || kept.Sum(SizeOf) > policy.HistoryBytes || (kept.Count > 0 && now - kept[0].Timestamp > policy.HistoryAge))
        {
            kept.RemoveAt(0);
        }
    }

    /// <summary>The page after an offset; if that is the last page, it begins as early as its size allows.</summary>
    private static List<Publication> Read(List<Publication> kept, long after, int maxBytes)
    {
        var wanted = kept.Where(publication => publication.Position.Offset > after).ToList();
        var page = wanted.TakeWhile((publication, n) => n == 0 || wanted.Take(n + 1).Sum(SizeOf) <= maxBytes).ToList();
        if (page.Count == wanted.Count)
        {
            var older = kept.Take(kept.Count - wanted.Count).Reverse().ToList();
            page.InsertRange(0, older.TakeWhile((_, n) => older.Take(n + 1).Sum(SizeOf) + page.Sum(SizeOf) <= maxBytes).Reverse().ToList());
        }

        return page;
    }

    private static int SizeOf(Publication publication) => publication.Data.Length + Overhead;

    private sealed record Step(int Kind, int Bytes, int Seconds, long After, int MaxBytes);
}
