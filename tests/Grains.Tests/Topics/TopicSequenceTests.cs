using AndroidZen.Grains.Topics;
using AndroidZen.Topics;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicSequenceTests
{
    private static readonly TopicOptions _options = new() { MaxReadBytes = 10 * Overhead };

    [Fact]
    public void Position_BeforeTheFirst_HasOffsetZero() => Assert.Equal(new TopicPosition("e", 0), New().Position);

    [Fact]
    public void NumberAndAdd_Repeated_NumbersFromOneWithoutHoles()
    {
        var sequence = New();
        for (var offset = 1; offset <= 1000; offset++)
        {
            var publication = sequence.Number(Draft(), Start);
            Assert.Equal(new TopicPosition("e", offset), publication.Position);
            var receipt = sequence.Add(publication, null, 3, Start);
            Assert.Equal(new PublicationReceipt(publication.Position, 3), receipt);
            Assert.Equal(publication.Position, sequence.Position);
        }
    }

    [Fact]
    public void Number_Ahead_ChangesNothing()
    {
        var sequence = Filled(3);
        Assert.Equal([4, 5, 6], Enumerable.Range(0, 3).Select(ahead => sequence.Number(Draft(), Start, ahead).Position.Offset));
        Assert.Equal(3, sequence.Position.Offset);
        Assert.Equal(3, sequence.Read(new TopicReadRequest(), Start).Position.Offset);
    }

    [Fact]
    public void Number_Draft_KeepsEverythingOfIt()
    {
        var draft = new PublicationDraft { Type = "live_metrics", Data = [1, 2], Key = "k" };
        var publication = New().Number(draft, Start);
        Assert.Equal(("t", "live_metrics", "k", Start), (publication.Topic, publication.Type, publication.Key, publication.Timestamp));
        Assert.Same(draft.Data, publication.Data);
    }

    [Fact]
    public void NewEpoch_Repeated_NeverTheSame() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => TopicSequence.NewEpoch()).Distinct().Count());

    [Fact]
    public void Read_NothingPublished_IsEmptyAtOffsetZero() => AssertRead(New(), null, after: 0);

    [Fact]
    public void Read_SinceWithinTheHistory_GivesExactlyTheRest() => AssertRead(Filled(20), Since(12), after: 10, Range(11, 20)); // Two more fit.

    [Fact]
    public void Read_MoreThanAPage_GivesThePageAfterSince() => AssertRead(Filled(50), Since(7), after: 7, Range(8, 17));

    [Fact]
    public void Read_SinceTheTop_IsFilledWithOlderOnes() => AssertRead(Filled(20), Since(20), after: 10, Range(11, 20));

    [Fact]
    public void Read_SinceInTheFuture_IsReadAsTheTop() => AssertRead(Filled(20), Since(21), after: 10, Range(11, 20));

    [Fact]
    public void Read_SinceBelowTheFloor_BeginsAtTheFloor() => AssertRead(Filled(20, Policy(count: 5)), Since(3), after: 15, Range(16, 20));

    [Fact]
    public void Read_SinceOfAnotherEpoch_BeginsWithTheOldestThatIsKept() =>
        AssertRead(Filled(20, Policy(count: 15)), new TopicPosition("other", 19), after: 5, Range(6, 15));

    [Fact]
    public void Read_WithoutSince_BeginsWithTheOldestThatIsKept() => AssertRead(Filled(8), null, after: 0, Range(1, 8));

    [Fact]
    public void Read_EverythingIsTooOld_TellsThePositionAlone()
    {
        var read = Filled(8).Read(new TopicReadRequest { Since = Since(2) }, Start + TimeSpan.FromDays(2));
        Assert.Empty(read.Publications);
        Assert.Equal((8, 8), (read.Position.Offset, read.After));
    }

    [Fact]
    public void Read_Snapshot_OnlyWhereItIsAskedFor()
    {
        var sequence = New();
        foreach (var key in new[] { "a", "b", "a", null })
        {
            sequence.Add(sequence.Number(Draft(key: key), Start), null, 0, Start);
        }

        Assert.Null(sequence.Read(new TopicReadRequest(), Start).Snapshot);
        Assert.Equal([2, 3], Offsets(sequence.Read(new TopicReadRequest { WithSnapshot = true }, Start).Snapshot!));
    }

    [Fact]
    public void IsRepeat_Published_GivesTheFirstReceipt()
    {
        var sequence = New();
        var first = sequence.Add(sequence.Number(Draft("k"), Start), "k", 5, Start);
        sequence.Add(sequence.Number(Draft(), Start), null, 6, Start);
        Assert.True(sequence.IsRepeat(Draft("k"), Start + _options.IdempotencyWindow, out var receipt));
        Assert.Equal(first, receipt);
        Assert.False(sequence.IsRepeat(Draft("other"), Start, out _));
        Assert.False(sequence.IsRepeat(Draft(), Start, out _));
        Assert.False(sequence.IsRepeat(Draft("k"), Start + _options.IdempotencyWindow + TimeSpan.FromTicks(1), out _));
    }

    [Fact]
    public void Restore_NothingStored_IsANewLife()
    {
        var sequence = TopicSequence.Restore("t", new TopicLogHead(), [], Policy(), _options, Start);
        Assert.Equal(16, sequence.Position.Epoch.Length);
        Assert.Equal((0, 0), (sequence.Position.Offset, sequence.Floor));
    }

    [Fact]
    public void Restore_Stored_GoesOnWhereItWas()
    {
        var head = new TopicLogHead { Epoch = "e", Offset = 12 };
        var sequence = TopicSequence.Restore("t", head, [Stored(10, key: "a"), Stored(11, "k", key: "b"), Stored(12, key: "a")], Policy(), _options, Start);
        Assert.Equal((new TopicPosition("e", 12), 9), (sequence.Position, sequence.Floor));
        Assert.Equal(13, sequence.Number(Draft(), Start).Position.Offset);
        Assert.True(sequence.IsRepeat(Draft("k"), Start, out var receipt));
        Assert.Equal(new PublicationReceipt(new TopicPosition("e", 11), 7), receipt);
        var read = sequence.Read(new TopicReadRequest { WithSnapshot = true }, Start);
        Assert.Equal([10, 11, 12], Offsets(read.Publications));
        Assert.Equal([11, 12], Offsets(read.Snapshot!));
        Assert.All(read.Publications, publication => Assert.Equal(("t", "e"), (publication.Topic, publication.Position.Epoch)));
    }

    [Fact]
    public void Restore_PublicationsAreMissing_KeepsThePosition()
    {
        var sequence = TopicSequence.Restore("t", new TopicLogHead { Epoch = "e", Offset = 12 }, [], Policy(), _options, Start);
        Assert.Equal((new TopicPosition("e", 12), 12), (sequence.Position, sequence.Floor));
        AssertRead(sequence, Since(3), after: 12);
    }

    [Fact]
    public void Restore_StoredIsTooOldOrTooMuch_IsGivenUpAtOnce()
    {
        var head = new TopicLogHead { Epoch = "e", Offset = 4 };
        StoredPublication[] stored = [Stored(1, at: Start - TimeSpan.FromDays(3)), Stored(2), Stored(3), Stored(4)];
        Assert.Equal(1, TopicSequence.Restore("t", head, stored, Policy(), _options, Start).Floor);
        Assert.Equal(2, TopicSequence.Restore("t", head, stored, Policy(count: 2), _options, Start).Floor);
    }

    private static TopicPosition Since(long offset) => new("e", offset);

    private static TopicSequence New(TopicPolicy? policy = null) => new("t", "e", policy ?? Policy(), _options);

    private static TopicSequence Filled(int count, TopicPolicy? policy = null)
    {
        var sequence = New(policy);
        for (var n = 0; n < count; n++)
        {
            sequence.Add(sequence.Number(Draft(), Start), null, 0, Start);
        }

        return sequence;
    }

    private static void AssertRead(TopicSequence sequence, TopicPosition? since, long after, IEnumerable<long>? expected = null)
    {
        var read = sequence.Read(new TopicReadRequest { Since = since, WithOlder = true }, Start);
        Assert.Equal(expected ?? [], Offsets(read.Publications));
        Assert.Equal((sequence.Position, after), (read.Position, read.After));
        Assert.Null(read.Snapshot);
    }
}
