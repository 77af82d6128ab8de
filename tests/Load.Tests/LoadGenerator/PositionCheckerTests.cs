using System.Text;
using AndroidZen.LoadGenerator;

namespace AndroidZen.Load.Tests.LoadGenerator;

public sealed class PositionCheckerTests
{
    private readonly PositionChecker _checker = new();

    [Fact]
    public void Check_EveryOffsetOnce_FindsNothing()
    {
        Begin(0, "e", 4);
        Publish(0, "e", 5, 6, 7);

        Assert.Equal((0, 0, 0, true), (_checker.Lost, _checker.Duplicated, _checker.NewEpochs, _checker.IsComplete()));
    }

    [Fact]
    public void Check_HoleAndRepetition_AreCounted()
    {
        Begin(0, "e", 4);
        Publish(0, "e", 6, 9, 9, 8);

        Assert.Equal((3, 2), (_checker.Lost, _checker.Duplicated));
    }

    [Fact]
    public void Check_NewEpoch_IsNoLoss()
    {
        Begin(0, "e", 4);
        Publish(0, "f", 1, 2);

        Assert.Equal((0, 0, 1), (_checker.Lost, _checker.Duplicated, _checker.NewEpochs));
    }

    [Fact]
    public void Check_ServerSaysWhatIsGone_CountsIt()
    {
        Begin(0, "e", 4);
        _checker.Check(0, Answer("e", 10));
        Publish(0, "e", 11);

        Assert.Equal(6, _checker.Lost);
    }

    [Fact]
    public void CountMissingAtEnd_OneSubscriberIsBehind_CountsItsTail()
    {
        Begin(0, "e", 4);
        Begin(1, "e", 4);
        Publish(0, "e", 5, 6, 7);
        Publish(1, "e", 5);

        Assert.Equal((0, 2), (_checker.Lost, _checker.CountMissingAtEnd()));
    }

    [Fact]
    public void Check_PayloadWithSuchMembers_ReadsTheEnvelope()
    {
        Begin(0, "e", 0);
        _checker.Check(0, Encoding.UTF8.GetBytes("""{"type":"performance_data","data":{"topic":"x","epoch":"y","offset":9},"v":1,"topic":"performance","epoch":"e","offset":1}"""));

        Assert.Equal((0, 0, 0), (_checker.Lost, _checker.Duplicated, _checker.NewEpochs));
    }

    private void Begin(int subscriber, string epoch, long offset) => _checker.Begin(subscriber, Answer(epoch, offset));

    private void Publish(int subscriber, string epoch, params long[] offsets) => Array.ForEach(offsets, offset =>
        _checker.Check(subscriber, Encoding.UTF8.GetBytes($$"""{"type":"performance_data","data":{},"v":1,"topic":"performance","epoch":"{{epoch}}","offset":{{offset}}}""")));

    private static byte[] Answer(string epoch, long offset) =>
        Encoding.UTF8.GetBytes($$$"""{"type":"subscription","data":{"topic":"performance","status":"subscribed","epoch":"{{{epoch}}}","offset":{{{offset}}}}}""");
}
