using AndroidZen.TestKit.Delivery;
using AndroidZen.Topics;
using static AndroidZen.TestKit.Delivery.ViolationKind;

namespace AndroidZen.TestKit.Tests.Delivery;

/// <summary>What a checker makes of the answers to a subscription with <c>since</c>.</summary>
public sealed class RecoveryTests
{
    private static FrameSequence AtTwo => FrameSequence.Subscribed().Publish("a", 1, 2);

    [Fact]
    public void Verdict_MissedFollowsThenLive_IsClean()
    {
        var seen = AtTwo.Reconnect().Acknowledge("a", 2, recovered: true, missed: 2).Publish("a", 3, 4, 5);
        Assert.Empty(seen.Durable(5));
        Assert.Equal(1, seen.Checker.Recoveries);
    }

    [Fact]
    public void Verdict_RecoveredButAHoleFollows_UntoldGap() =>
        Assert.Equal([UntoldGap, NumberMissing], Kinds(AtTwo.Reconnect().Acknowledge("a", 2, recovered: true, missed: 2).Publish("a", 4, 5).Durable(5)));

    [Fact]
    public void Verdict_RecoveredFromAnotherPosition_WrongRecoveryPosition() =>
        Assert.Equal([WrongRecoveryPosition], Kinds(AtTwo.Reconnect().Acknowledge("a", 4, recovered: true, missed: 2).Publish("a", 3, 4).Durable(4)));

    [Fact]
    public void Verdict_LessFollowsThanWasMissed_RecoveryIncomplete() =>
        Assert.Equal([RecoveryIncomplete], Kinds(AtTwo.Reconnect().Acknowledge("a", 2, recovered: true, missed: 3).Publish("a", 3, 4).Volatile(4)));

    [Fact]
    public void Verdict_RecoveredAndThenTheTopicBeganAnew_OwesNothingOfTheOldEpoch() =>
        Assert.Empty(AtTwo.Reconnect().Acknowledge("a", 2, recovered: true, missed: 3).Publish("a", 3, 4, 5).Tell("b", 0).PublishNumber("b", 1, 6).Volatile(6));

    [Fact]
    public void Verdict_ConnectionBreaksDuringTheReplay_TheNextOneOwesTheRest() =>
        Assert.Empty(AtTwo.Reconnect().Acknowledge("a", 2, recovered: true, missed: 3).Publish("a", 3).Reconnect().Acknowledge("a", 3, recovered: true, missed: 2).Publish("a", 4, 5).Durable(5));

    [Fact]
    public void Verdict_NotRecovered_IsToldOnVolatileTopicsAndWrongOnDurableOnes()
    {
        var seen = AtTwo.Reconnect().Acknowledge("a", 4, recovered: false, missed: 2).Publish("a", 5);
        Assert.Empty(seen.Volatile(5));
        Assert.Equal((1, 2), (seen.Checker.ToldGaps, seen.Checker.ToldMissed));
        Assert.Equal([GapOnDurableTopic, NumberMissing, NumberMissing], Kinds(seen.Durable(5)));
    }

    [Fact]
    public void Verdict_NotRecoveredWithAnotherCount_WrongMissedCount() =>
        Assert.Equal([WrongMissedCount], Kinds(AtTwo.Reconnect().Acknowledge("a", 4, recovered: false, missed: 7).Volatile(2)));

    [Fact]
    public void Verdict_NotRecoveredInANewEpoch_IsTold() =>
        Assert.Empty(AtTwo.Reconnect().Acknowledge("b", 6, recovered: false).PublishNumber("b", 7, 9).Volatile(9));

    [Fact]
    public void Verdict_NewEpochBeforeAnythingWasPublished_MustBringEverything()
    {
        var moved = FrameSequence.Subscribed().Reconnect().Acknowledge("b", 0, recovered: false, missed: 0);
        Assert.False(moved.Checker.HasLost);
        Assert.Empty(moved.Publish("b", 1, 2).Durable(2));
        Assert.Equal([GapOnDurableTopic, EpochChanged], Kinds(AtTwo.Tell("b", 0, missed: 0).Durable(2)));
    }

    [Fact]
    public void Verdict_NotRecoveredInAnEpochThatHadEnded_EpochReturned() =>
        Assert.Equal([EpochReturned], Kinds(AtTwo.PublishNumber("b", 1, 3).Reconnect().Acknowledge("a", 6, recovered: false).Volatile(3)));

    [Fact]
    public void Verdict_PositionBehindWhatWasDelivered_PositionWentBack() =>
        Assert.Equal([PositionWentBack], Kinds(AtTwo.Reconnect().Acknowledge("a", 1, recovered: false).Volatile(2)));

    [Fact]
    public void Verdict_NothingSaidOfRecoveryAndThePositionIsAhead_UntoldGap() =>
        Assert.Equal([UntoldGap], Kinds(AtTwo.Reconnect().Acknowledge("a", 4).PublishNumber("a", 5, 3).Volatile(3)));

    [Fact]
    public void Verdict_NothingSaidOfRecoveryAndThePositionIsTheClients_IsClean() => Assert.Empty(AtTwo.Reconnect().Acknowledge("a", 2).Publish("a", 3).Durable(3));

    [Fact]
    public void Verdict_NothingSaidOfRecoveryInTheMiddleOfANewEpoch_UntoldGap() =>
        Assert.Equal([UntoldGap], Kinds(AtTwo.Reconnect().Acknowledge("b", 3).PublishNumber("b", 4, 3).Volatile(3)));

    [Fact]
    public void Verdict_GapToldOnALiveConnection_GoesOnFromThere()
    {
        var seen = AtTwo.Tell("a", 10, missed: 8).Publish("a", 11);
        Assert.Empty(seen.Volatile(11));
        Assert.Equal(new TopicPosition("a", 11), seen.Checker.Position);
        Assert.Equal(UntoldGap, Assert.Single(AtTwo.Tell("a", 10, missed: 8).Publish("a", 12).Volatile(2)).Kind);
    }

    [Fact]
    public void Verdict_SnapshotAfterALoss_CountsForNothing() =>
        Assert.Empty(AtTwo.Reconnect().Acknowledge("a", 9, recovered: false, missed: 7, snapshot: 2).Publish("a", 2, 8).Publish("a", 10).Volatile(10));

    [Fact]
    public void Verdict_SnapshotTooShort_SnapshotIncomplete()
    {
        Assert.Equal([SnapshotIncomplete], Kinds(AtTwo.Reconnect().Acknowledge("a", 9, recovered: false, missed: 7, snapshot: 2).Publish("a", 8, 10).Volatile(10)));
        Assert.Equal([SnapshotIncomplete], Kinds(AtTwo.Reconnect().Acknowledge("a", 9, recovered: false, missed: 7, snapshot: 2).Publish("a", 8).Volatile(2)));
    }

    [Fact]
    public void Verdict_SnapshotOfMoreThanWasAnnounced_Reordered() =>
        Assert.Equal([Reordered], Kinds(AtTwo.Reconnect().Acknowledge("a", 9, recovered: false, missed: 7, snapshot: 1).Publish("a", 8, 7).Volatile(2)));

    [Fact]
    public void Position_NeverAcknowledged_AsksFromTheBeginning()
    {
        var seen = new FrameSequence().Request(null).Break();
        Assert.Null(seen.Checker.Position);
        Assert.Empty(seen.Request(null).Acknowledge("a", 5).PublishNumber("a", 6, 1).Durable(1));
    }

    [Fact]
    public void Position_AfterAcknowledgementAlone_IsTheAcknowledged() =>
        Assert.Equal(new TopicPosition("a", 7), new FrameSequence().Request(null).Acknowledge("a", 7).Break().Checker.Position);

    private static IEnumerable<ViolationKind> Kinds(IEnumerable<DeliveryViolation> violations) => violations.Select(violation => violation.Kind);
}
