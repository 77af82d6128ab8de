using AndroidZen.Grains.Topics;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicSnapshotTests
{
    [Fact]
    public void Publications_SeveralPerKey_AreTheLatestByOffset()
    {
        var snapshot = Filled(10, "a", "b", "c", "b", "a");
        Assert.Equal([3, 4, 5], Offsets(snapshot.Publications));
    }

    [Fact]
    public void Add_WithoutAKey_IsTheLatestOfNothing() => Assert.Equal([2], Offsets(Filled(10, null, "a", null).Publications));

    [Fact]
    public void Add_MoreKeysThanTheBound_ForgetsTheKeyThatWasPublishedLongestAgo()
    {
        var snapshot = Filled(2, "a", "b", "a", "c");
        Assert.Equal(["a", "c"], snapshot.Publications.Select(publication => publication.Key));
        snapshot.Add(Publication(5, key: "b"));
        Assert.Equal(["c", "b"], snapshot.Publications.Select(publication => publication.Key));
    }

    [Fact]
    public void Add_NoKeysAreKept_StaysEmpty() => Assert.Empty(Filled(0, "a", "b", "a").Publications);

    [Fact]
    public void Publications_KeysThatDifferInCase_AreTwo() => Assert.Equal([1, 2], Offsets(Filled(10, "a", "A").Publications));

    [Fact]
    public void Publications_AddedLater_DoesNotChangeWhatWasRead()
    {
        var snapshot = Filled(10, "a");
        var read = snapshot.Publications;
        snapshot.Add(Publication(2, key: "a"));
        Assert.Equal([1], Offsets(read));
    }

    private static TopicSnapshot Filled(int maxKeys, params string?[] keys)
    {
        var snapshot = new TopicSnapshot(maxKeys);
        for (var n = 0; n < keys.Length; n++)
        {
            snapshot.Add(Publication(n + 1, key: keys[n]));
        }

        return snapshot;
    }
}
