using static AndroidZen.TestKit.Delivery.ViolationKind;

namespace AndroidZen.TestKit.Tests.Delivery;

/// <summary>What a checker makes of the publisher's numbers, where offsets alone look well.</summary>
public sealed class NumberLedgerTests
{
    [Fact]
    public void Verdict_AcknowledgedButNeverPublished_NumberMissing()
    {
        var seen = FrameSequence.Subscribed().PublishNumber("a", 1, 1).PublishNumber("a", 2, 3);
        var missing = Assert.Single(seen.Durable(3));
        Assert.Equal(NumberMissing, missing.Kind);
        Assert.Contains("number 2", missing.Text, StringComparison.Ordinal);
        Assert.Equal(NumberMissing, Assert.Single(seen.Volatile(3)).Kind);
    }

    [Fact]
    public void Verdict_TheLastOneMissing_IsMissedOnDurableTopics()
    {
        var seen = FrameSequence.Subscribed().Publish("a", 1, 2);
        Assert.Equal(NumberMissing, Assert.Single(seen.Durable(3)).Kind);
        Assert.Empty(seen.Volatile(3)); // It may have been lost with its silo; whoever waits for the last number notices.
    }

    [Fact]
    public void Verdict_LostBetweenTwoEpochs_IsToldOnVolatileTopics()
    {
        var seen = FrameSequence.Subscribed().PublishNumber("a", 1, 1).PublishNumber("b", 1, 4);
        Assert.Empty(seen.Volatile(4));
        Assert.Equal([EpochChanged, NumberMissing, NumberMissing], seen.Durable(4).Select(violation => violation.Kind));
    }

    [Fact]
    public void Verdict_LostWithinAnEpochBesideAnEpochChange_NumberMissing() => Assert.Equal(
        [NumberMissing], FrameSequence.Subscribed().PublishNumber("a", 1, 1).PublishNumber("b", 1, 2).PublishNumber("b", 2, 4).Volatile(4).Select(violation => violation.Kind));

    [Fact]
    public void Verdict_SeveralInFlight_OneLostWithItsSiloMayHaveLaterNeighbours()
    {
        // 3 was published in "a" and lost with it; 2, which had been under way too, was repeated into "b".
        var seen = FrameSequence.Subscribed().PublishNumber("a", 1, 1).PublishNumber("b", 1, 2).PublishNumber("b", 2, 4).PublishNumber("b", 3, 5);
        Assert.Empty(seen.Volatile(5, inFlight: 4));
        Assert.Equal(NumberMissing, Assert.Single(seen.Volatile(5)).Kind);
    }

    [Fact]
    public void Verdict_NumberTwiceInOneEpoch_NumberRepeated()
    {
        var seen = FrameSequence.Subscribed().PublishNumber("a", 1, 1).PublishNumber("a", 2, 1);
        Assert.Equal(NumberRepeated, Assert.Single(seen.Durable(1)).Kind);
        Assert.Equal(NumberRepeated, Assert.Single(seen.Volatile(1)).Kind);
    }

    [Fact]
    public void Verdict_NumberTwiceAcrossEpochs_IsForgottenWithTheSilo() =>
        Assert.Empty(FrameSequence.Subscribed().PublishNumber("a", 1, 1).PublishNumber("b", 1, 1).Volatile(1));

    [Fact]
    public void Verdict_NumbersChangePlaces_WrongOnlyForOneWhoWaitsForAnswers()
    {
        var seen = FrameSequence.Subscribed().PublishNumber("a", 1, 2).PublishNumber("a", 2, 1);
        Assert.Equal(NumberDisordered, Assert.Single(seen.Durable(2)).Kind);
        Assert.Empty(seen.Durable(2, inFlight: 2));
    }

    [Fact]
    public void Verdict_NotAcknowledgedAndNotThere_IsClean() => Assert.Empty(FrameSequence.Subscribed().Publish("a", 1, 2).Durable(2));
}
