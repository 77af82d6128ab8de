using AndroidZen.TestKit.Delivery;
using AndroidZen.Topics;
using static AndroidZen.TestKit.Delivery.ViolationKind;

namespace AndroidZen.TestKit.Tests.Delivery;

public sealed class TopicCheckerTests
{
    [Fact]
    public void Verdict_EverythingOnceInOrder_IsClean()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 2, 3);
        Assert.Empty(seen.Durable(3));
        Assert.Empty(seen.Volatile(3));
        Assert.Equal((3, new TopicPosition("a", 3)), (seen.Checker.Received, seen.Checker.Position));
    }

    [Fact]
    public void Verdict_SubscribedInTheMiddle_BeginsAtTheAcknowledgedPosition() =>
        Assert.Empty(new FrameSequence().Request(null).Acknowledge("a", 40).PublishNumber("a", 41, 1).Durable(1));

    [Fact]
    public void Verdict_FirstPublicationMissing_UntoldGap() =>
        AssertOnly(UntoldGap, new FrameSequence().Request(null).Acknowledge("a", 40).PublishNumber("a", 42, null).Durable(0));

    [Fact]
    public void Verdict_OffsetsJump_UntoldGapWithTheFramesAround()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 2).PublishNumber("a", 5, 3).PublishNumber("a", 6, 4);
        var gap = AssertOnly(UntoldGap, seen.Durable(4));
        Assert.Contains("3 to 4", gap.Text, StringComparison.Ordinal);
        Assert.Equal(
            [new TopicPosition("a", 1), new TopicPosition("a", 2), new TopicPosition("a", 5), new TopicPosition("a", 6)],
            gap.Around.OfType<PublicationReceived>().Select(publication => publication.Position));
        AssertOnly(UntoldGap, seen.Volatile(4));
    }

    [Fact]
    public void Verdict_LeftOutAndTold_IsCleanOnAVolatileTopic()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 2).PublishNumber("a", 6, 6, skipped: 3).PublishNumber("a", 7, 7);
        Assert.Empty(seen.Volatile(7));
        Assert.Equal(3, seen.Checker.ToldSkipped);
    }

    [Fact]
    public void Verdict_FewerLeftOutThanMissing_UntoldGap() =>
        AssertOnly(UntoldGap, FrameSequence.Subscribed().Publish("a", 1, 2).PublishNumber("a", 6, 6, skipped: 2).Volatile(6));

    [Fact]
    public void Verdict_PositionTwice_Duplicate()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 2).Publish("a", 2).Publish("a", 3);
        AssertOnly(Duplicate, seen.Durable(3));
        AssertOnly(Duplicate, seen.Volatile(3));
    }

    [Fact]
    public void Verdict_PositionTwiceAcrossAReconnect_Duplicate() =>
        AssertOnly(Duplicate, FrameSequence.Subscribed().Publish("a", 1, 2).Reconnect().Acknowledge("a", 2, recovered: true, missed: 0).Publish("a", 2, 3).Volatile(3));

    [Fact]
    public void Verdict_LateBehindALaterOne_UntoldGapAndReordered()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 3, 2, 4);
        Assert.Equal([UntoldGap, Reordered], Kinds(seen.Volatile(4, inFlight: 4)));
        Assert.Equal([UntoldGap, Reordered, NumberDisordered], Kinds(seen.Durable(4)));
    }

    [Fact]
    public void Verdict_OlderThanTheAcknowledgement_Reordered() =>
        AssertOnly(Reordered, new FrameSequence().Request(null).Acknowledge("a", 40).PublishNumber("a", 40, null).Volatile(0));

    [Fact]
    public void Verdict_NewEpochFromItsBeginning_IsToldOnVolatileTopicsAndWrongOnDurableOnes()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 2).PublishNumber("b", 1, 3).PublishNumber("b", 2, 4);
        Assert.Empty(seen.Volatile(4));
        Assert.Equal(1, seen.Checker.EpochChanges);
        AssertOnly(EpochChanged, seen.Durable(4));
    }

    [Fact]
    public void Verdict_NewEpochFromItsMiddle_UntoldGap() =>
        AssertOnly(UntoldGap, FrameSequence.Subscribed().Publish("a", 1).PublishNumber("b", 3, 2).Volatile(2));

    [Fact]
    public void Verdict_EpochThatHadEnded_EpochReturned() =>
        AssertOnly(EpochReturned, FrameSequence.Subscribed().Publish("a", 1).PublishNumber("b", 1, 2).PublishNumber("a", 2, null).PublishNumber("b", 2, 3).Volatile(3));

    [Fact]
    public void Verdict_NotAcknowledgedOnThisConnection_NotSubscribed()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1).Reconnect().Publish("a", 2).Acknowledge("a", 1, recovered: true, missed: 1).Publish("a", 2);
        AssertOnly(NotSubscribed, seen.Durable(2));
    }

    [Fact]
    public void Verdict_NotAnswered_Unanswered() => AssertOnly(Unanswered, FrameSequence.Subscribed().Reconnect().Unanswered().Volatile(0));

    [Fact]
    public void Verdict_UnaskedWithoutAGap_WrongAcknowledgement() => AssertOnly(WrongAcknowledgement, FrameSequence.Subscribed().Tell("a", 0, recovered: null).Volatile(0));

    [Fact]
    public void Verdict_AnswerWithoutAPosition_WrongAcknowledgement()
    {
        var checker = new TopicChecker("t");
        checker.Accept(new SubscriptionAcknowledged(TimeSpan.Zero, "t", null, null, null, null, IsAnswer: true));
        AssertOnly(WrongAcknowledgement, checker.Verdict(new TopicExpectation("t", true, [], 1)));
    }

    [Fact]
    public void LongestSilence_OfSeveral_IsTheLongest() =>
        Assert.Equal(TimeSpan.FromSeconds(13), FrameSequence.Subscribed().Publish("a", 1, 2).Wait(TimeSpan.FromSeconds(12)).Publish("a", 3, 4).Checker.LongestSilence);

    [Fact]
    public void Verdict_ManyEpochChanges_DoNotCrowdOutWhatIsWrong()
    {
        var seen = FrameSequence.Subscribed();
        for (var n = 0; n < 100; n++)
        {
            seen.PublishNumber($"epoch-{n}", 1, n + 1);
        }

        AssertOnly(UntoldGap, seen.PublishNumber("epoch-99", 3, 101).Volatile(101));
    }

    private static IEnumerable<ViolationKind> Kinds(IEnumerable<DeliveryViolation> violations) => violations.Select(violation => violation.Kind);

    private static DeliveryViolation AssertOnly(ViolationKind kind, IReadOnlyList<DeliveryViolation> violations)
    {
        Assert.Equal([kind], Kinds(violations));
        return violations[0];
    }
}
