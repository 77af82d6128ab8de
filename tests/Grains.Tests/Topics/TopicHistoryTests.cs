using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicHistoryTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Read_NothingAdded_GivesNothing()
    {
        var history = new TopicHistory(Policy());
        Assert.Empty(history.Read(0, 1000, withOlder: true));
        Assert.Empty(history.Read(long.MaxValue, 1000, withOlder: true));
        Assert.Equal((0, 0, 0), (history.Floor, history.Top, history.Count));
    }

    [Fact]
    public void Add_UpToTheCount_KeepsAllAndOneMoreGivesUpTheOldest()
    {
        var history = Filled(Policy(count: 3), 3);
        Assert.Equal((0, 3, 3), (history.Floor, history.Top, history.Count));
        history.Add(Publication(4), Start);
        Assert.Equal((1, 4, 3), (history.Floor, history.Top, history.Count));
        Assert.Equal([2, 3, 4], Offsets(history.Read(0, int.MaxValue, withOlder: true)));
    }

    [Fact]
    public void Add_FirstHasAnyOffset_BeginsThere()
    {
        var history = new TopicHistory(Policy());
        history.Add(Publication(41), Start);
        Assert.Equal((40, 41, 1), (history.Floor, history.Top, history.Count));
        Assert.Equal([41], Offsets(history.Read(0, 1, withOlder: true)));
    }

    [Fact]
    public void Add_MoreBytesThanTheBound_GivesUpTheOldest()
    {
        var history = new TopicHistory(Policy(bytes: 3 * (Overhead + 10)));
        history.Add(Publication(1, 10), Start);
        history.Add(Publication(2, 10), Start);
        history.Add(Publication(3, 10), Start);
        Assert.Equal(0, history.Floor);
        history.Add(Publication(4, 11), Start);
        Assert.Equal((2, 2), (history.Floor, history.Count));
    }

    [Fact]
    public void Add_OneLargerThanTheBound_IsGivenUpAndTheNextIsKept()
    {
        var history = new TopicHistory(Policy(bytes: 1000));
        history.Add(Publication(1, 10), Start);
        history.Add(Publication(2, 2000), Start);
        Assert.Equal((2, 2, 0), (history.Floor, history.Top, history.Count));
        Assert.Empty(history.Read(0, int.MaxValue, withOlder: true));
        history.Add(Publication(3, 10), Start);
        Assert.Equal((2, 3, 1), (history.Floor, history.Top, history.Count));
        Assert.Equal([3], Offsets(history.Read(0, int.MaxValue, withOlder: true)));
    }

    [Fact]
    public void Add_HistoryOfNone_FloorFollowsTheTop()
    {
        var history = Filled(Policy(count: 0), 5);
        Assert.Equal((5, 5, 0), (history.Floor, history.Top, history.Count));
        Assert.Empty(history.Read(3, int.MaxValue, withOlder: true));
    }

    [Fact]
    public void Trim_Age_GivesUpExactlyWhatIsOlder()
    {
        var history = new TopicHistory(Policy(age: 10 * _second));
        history.Add(Publication(1, at: Start), Start);
        history.Add(Publication(2, at: Start + _second), Start + _second);
        history.Trim(Start + (10 * _second));
        Assert.Equal(0, history.Floor);
        history.Trim(Start + (10 * _second) + TimeSpan.FromTicks(1));
        Assert.Equal((1, 1), (history.Floor, history.Count));
        history.Trim(Start + (30 * _second));
        Assert.Equal((2, 2, 0), (history.Floor, history.Top, history.Count));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(2)]
    public void Read_BelowTheFloor_GivesAllThatIsKept(long after) => Assert.Equal([3, 4, 5, 6, 7], Offsets(Filled(Policy(count: 5), 7).Read(after, int.MaxValue, withOlder: true)));

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void Read_AtOrAboveTheTop_GivesWhatComesBeforeForOtherReaders(long after) =>
        Assert.Equal([6, 7], Offsets(Filled(Policy(count: 5), 7).Read(after, 2 * Overhead, withOlder: true)));

    [Fact]
    public void Read_FromTheMiddle_GivesThePagesInOrder()
    {
        var history = Filled(Policy(), 10);
        Assert.Equal([4, 5, 6], Offsets(history.Read(3, 3 * Overhead, withOlder: true)));
        Assert.Equal([7, 8, 9], Offsets(history.Read(6, (4 * Overhead) - 1, withOlder: true)));
        Assert.Equal([8, 9, 10], Offsets(history.Read(9, 3 * Overhead, withOlder: true)));
    }

    [Fact]
    public void Read_OneLargerThanAPage_ComesAlone()
    {
        var history = new TopicHistory(Policy());
        history.Add(Publication(1, 5000), Start);
        history.Add(Publication(2, 5000), Start);
        history.Add(Publication(3, 1), Start);
        Assert.Equal([1], Offsets(history.Read(0, 1000, withOlder: true)));
        Assert.Equal([2], Offsets(history.Read(1, 1000, withOlder: true)));
        Assert.Equal([3], Offsets(history.Read(2, 1000, withOlder: true)));
    }

    [Fact]
    public void Read_NotToTheTop_IsNotExtendedBackwards()
    {
        var history = new TopicHistory(Policy());
        history.Add(Publication(1), Start);
        history.Add(Publication(2), Start);
        history.Add(Publication(3, 5000), Start);
        Assert.Equal([2], Offsets(history.Read(1, 2 * Overhead, withOlder: true)));
    }

    [Fact]
    public void AddAndRead_AMillion_StaysInOrderAndInBounds()
    {
        const int Kept = 1000;
        var history = new TopicHistory(Policy(count: Kept));
        for (var offset = 1; offset <= 1_000_000; offset++)
        {
            history.Add(Publication(offset), Start);
            if (offset % 99_991 == 0)
            {
                Assert.Equal(Range(offset - Kept + 1, offset), Offsets(history.Read(0, int.MaxValue, withOlder: true)));
            }
        }

        Assert.Equal((1_000_000 - Kept, 1_000_000, Kept), (history.Floor, history.Top, history.Count));
    }

    [Fact]
    public void Trim_AllAtOnce_KeepsNothingOfAHugeHistory()
    {
        var history = Filled(Policy(count: 100_000), 100_000);
        Assert.Equal(100_000, history.Count);
        history.Trim(Start + TimeSpan.FromDays(2));
        Assert.Equal((100_000, 0), (history.Floor, history.Count));
        history.Add(Publication(100_001, at: Start + TimeSpan.FromDays(2)), Start + TimeSpan.FromDays(2));
        Assert.Equal([100_001], Offsets(history.Read(0, 1, withOlder: true)));
    }

    [Fact]
    public void CountPerSecond_OfTheLastMinute_CountsWhatWasPublishedInIt()
    {
        var history = new TopicHistory(Policy());
        Assert.Equal(0, history.CountPerSecond(Start));
        for (var n = 0; n < 90; n++)
        {
            history.Add(Publication(n + 1, at: Start + (n * _second)), Start + (n * _second));
        }

        Assert.Equal(1, history.CountPerSecond(Start + (89 * _second)));
        Assert.Equal(0.5, history.CountPerSecond(Start + (119 * _second)));
        Assert.Equal(0, history.CountPerSecond(Start + (149 * _second)));
    }

    [Fact]
    public void CountPerSecond_NotAllOfTheMinuteIsKept_CountsOverWhatIs()
    {
        var history = new TopicHistory(Policy(count: 20));
        for (var n = 0; n < 90; n++)
        {
            history.Add(Publication(n + 1, at: Start + (n * _second)), Start + (n * _second));
        }

        Assert.Equal(1, history.CountPerSecond(Start + (89 * _second)));
        Assert.Equal(0.5, history.CountPerSecond(Start + (109 * _second)));
    }

    [Fact]
    public void CountPerSecond_TheOnlyOneIsFreshAndWhatWasBeforeIsLongGone_IsNotTheRateOfThatMoment()
    {
        var history = new TopicHistory(Policy(age: TimeSpan.FromMinutes(2)));
        history.Add(Publication(1), Start);
        history.Add(Publication(2, at: Start + (600 * _second)), Start + (600 * _second));
        Assert.Equal((1, 1), (history.Floor, history.Count));
        Assert.Equal(1 / 60.0, history.CountPerSecond(Start + (601 * _second)));
    }

    [Fact]
    public void CountPerSecond_AllAtOneMoment_IsNotInfinite()
    {
        Assert.Equal(0.05, Filled(Policy(), 3).CountPerSecond(Start));
        Assert.Equal(0, Filled(Policy(count: 2), 3).CountPerSecond(Start));
    }

    private static TopicHistory Filled(TopicPolicy policy, int count)
    {
        var history = new TopicHistory(policy);
        for (var offset = 1; offset <= count; offset++)
        {
            history.Add(Publication(offset), Start);
        }

        return history;
    }
}
