using AndroidZen.Topics;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Subscriptions;

public sealed class TopicLedgerTests
{
    private readonly TopicLedger _ledger = new(maxParked: 4);

    [Fact]
    public void Offer_InOrder_GivesEachOutOnce()
    {
        _ledger.Begin(At(4));
        Assert.Equal(LedgerVerdict.Next, Offer(5));
        Assert.Equal(LedgerVerdict.Duplicate, Offer(5));
        Assert.Equal(LedgerVerdict.Duplicate, Offer(2));
        Assert.Equal(LedgerVerdict.Next, Offer(6));
        Assert.False(_ledger.IsBehind);
    }

    [Fact]
    public void Begin_PublicationsCameBefore_CountsThoseThatFollow()
    {
        Offer(4);
        Offer(5);
        Offer(6);
        _ledger.Begin(At(4));
        Assert.Equal((At(6), false), (_ledger.Delivered, _ledger.IsBehind));
    }

    [Fact]
    public void Apply_AfterAHole_GivesOutWhatWasMissingAndThenWhatWaited()
    {
        _ledger.Begin(At(4));
        Assert.Equal(LedgerVerdict.Parked, Offer(7));
        Assert.Equal(LedgerVerdict.Parked, Offer(8));
        Assert.True(_ledger.IsBehind);

        _ledger.BeginRead();
        Offer(9);
        var repair = _ledger.Apply(Read(top: 8, after: 4));

        Assert.Equal([5L, 6, 7, 8, 9], Offsets(repair));
        Assert.Equal((null, 0L, false), (repair.Restart, repair.Lost, _ledger.IsBehind));
    }

    [Fact]
    public void Apply_NewEpoch_GivesItOutFromItsBeginningAndTellsSo()
    {
        _ledger.Begin(At(4));
        Assert.Equal(LedgerVerdict.Parked, Offer(3, "new"));

        _ledger.BeginRead();
        var repair = _ledger.Apply(Read(top: 3, after: 0, "new"));

        Assert.Equal([1L, 2, 3], Offsets(repair));
        Assert.Equal((new TopicPosition("new", 0), 0L), (repair.Restart, repair.Lost));
        Assert.Equal(LedgerVerdict.Duplicate, Offer(5)); // Late, of the epoch that is over.
        Assert.Equal(LedgerVerdict.Next, Offer(4, "new"));
    }

    [Fact]
    public void Apply_HistoryTooShort_TellsHowManyAreGone()
    {
        _ledger.Begin(At(4));
        Offer(20);
        _ledger.BeginRead();
        var repair = _ledger.Apply(Read(top: 20, after: 14));

        Assert.Equal([15L, 16, 17, 18, 19, 20], Offsets(repair));
        Assert.Equal((At(14), 10L), (repair.Restart, repair.Lost));
    }

    [Fact]
    public void Apply_OnePageOfSeveral_StaysBehindAndParksWhatComes()
    {
        _ledger.Begin(At(0));
        _ledger.Compare(At(9));
        _ledger.BeginRead();
        var first = _ledger.Apply(Read(top: 9, after: 0, count: 5));
        Assert.True(_ledger.IsBehind);
        Assert.Equal(LedgerVerdict.Parked, Offer(10));
        var second = _ledger.Apply(Read(top: 9, after: 5));

        Assert.Equal([1L, 2, 3, 4, 5], Offsets(first));
        Assert.Equal([6L, 7, 8, 9, 10], Offsets(second));
        Assert.False(_ledger.IsBehind);
    }

    [Fact]
    public void Apply_ParkedIsOfAnEpochThatTheSequencerIsNotIn_IsForgottenForGood()
    {
        _ledger.Begin(At(4));
        Assert.Equal(LedgerVerdict.Parked, Offer(2, "old"));
        _ledger.BeginRead();
        var repair = _ledger.Apply(Read(top: 4, after: 4));

        Assert.Empty(repair.Publications);
        Assert.False(_ledger.IsBehind);
        Assert.Equal(LedgerVerdict.Duplicate, Offer(3, "old"));
    }

    [Fact]
    public void Apply_ParkedWhileTheSequencerWasAsked_AsksAgain()
    {
        _ledger.Begin(At(4));
        _ledger.Compare(At(5));
        _ledger.BeginRead();
        Offer(1, "newer"); // The sequencer has begun anew behind its answer.
        _ledger.Apply(Read(top: 5, after: 4));

        Assert.True(_ledger.IsBehind);
        _ledger.BeginRead();
        Assert.Equal([1L], Offsets(_ledger.Apply(Read(top: 1, after: 0, "newer"))));
    }

    [Fact]
    public void Apply_ComesBackToAnEarlierEpoch_GoesOnWhereThatWasLeft()
    {
        _ledger.Begin(At(4));
        _ledger.Compare(At(1, "other"));
        _ledger.BeginRead();
        _ledger.Apply(Read(top: 1, after: 0, "other"));
        _ledger.Compare(At(6));
        _ledger.BeginRead();
        Assert.Equal([5L, 6], Offsets(_ledger.Apply(Read(top: 6, after: 0))));
    }

    [Fact]
    public void Offer_MoreThanMayWait_AreFoundByTheNextRead()
    {
        _ledger.Begin(At(0));
        for (var offset = 2; offset <= 10; offset++)
        {
            Offer(offset);
        }

        _ledger.BeginRead();
        Assert.Equal([1L, 2, 3, 4, 5], Offsets(_ledger.Apply(Read(top: 4, after: 0)))); // 2 to 5 waited.
        Assert.Equal(LedgerVerdict.Parked, Offer(11));
        _ledger.BeginRead();
        Assert.Equal([6L, 7, 8, 9, 10, 11], Offsets(_ledger.Apply(Read(top: 11, after: 5))));
    }

    [Theory]
    [InlineData("e", 4, false)]
    [InlineData("e", 3, false)]
    [InlineData("e", 5, true)]
    [InlineData("other", 1, true)]
    public void Compare_WithTheTop_IsBehindWhereThatIsFurtherOn(string epoch, long offset, bool isBehind)
    {
        _ledger.Begin(At(4));
        _ledger.Compare(At(offset, epoch));
        Assert.Equal(isBehind, _ledger.IsBehind);
    }

    private static TopicPosition At(long offset, string epoch = "e") => new(epoch, offset);

    private static TopicRead Read(long top, long after, string epoch = "e", int count = int.MaxValue) => new()
    {
        Position = At(top, epoch),
        After = after,
        Publications = [.. Enumerable.Range(1, (int)Math.Min(top - after, count)).Select(n => FakeSequencer.At(At(after + n, epoch)))],
    };

    private static IEnumerable<long> Offsets(LedgerRepair repair) => repair.Publications.Select(publication => publication.Position.Offset);

    private LedgerVerdict Offer(long offset, string epoch = "e") => _ledger.Offer(FakeSequencer.At(At(offset, epoch)));
}
