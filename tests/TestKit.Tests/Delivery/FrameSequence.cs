using AndroidZen.TestKit.Delivery;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Tests.Delivery;

/// <summary>What a client might see of one topic, written by hand; each event comes a second after the one before.</summary>
internal sealed class FrameSequence
{
    public const string Topic = "t";

    private readonly TimeSpan _step = TimeSpan.FromSeconds(1);
    private TimeSpan _now;

    public TopicChecker Checker { get; } = new(Topic);

    /// <summary>A client on the topic, at offset 0 of epoch "a".</summary>
    public static FrameSequence Subscribed() => new FrameSequence().Request(null).Acknowledge("a", 0);

    public FrameSequence Request(TopicPosition? since) => See(at => new SubscriptionSent(at, Topic, since));

    /// <summary>The connection breaks, and the client asks to go on from where it was.</summary>
    public FrameSequence Reconnect() => Break().Request(Checker.Position);

    public FrameSequence Break() => See(at => new ConnectionBroken(at, "killed"));

    public FrameSequence Acknowledge(string epoch, long offset, bool? recovered = null, long? missed = null, int? snapshot = null) =>
        See(at => new SubscriptionAcknowledged(at, Topic, new TopicPosition(epoch, offset), recovered, missed, snapshot, IsAnswer: true));

    /// <summary>An unasked acknowledgement, which tells of a gap.</summary>
    public FrameSequence Tell(string epoch, long offset, bool? recovered = false, long? missed = null) =>
        See(at => new SubscriptionAcknowledged(at, Topic, new TopicPosition(epoch, offset), recovered, missed, null, IsAnswer: false));

    public FrameSequence Unanswered() => See(at => new SubscriptionUnanswered(at, Topic));

    /// <summary>A publication whose number is its offset.</summary>
    public FrameSequence Publish(string epoch, params long[] offsets)
    {
        foreach (var offset in offsets)
        {
            PublishNumber(epoch, offset, offset);
        }

        return this;
    }

    public FrameSequence PublishNumber(string epoch, long offset, long? number, int skipped = 0) =>
        See(at => new PublicationReceived(at, Topic, new TopicPosition(epoch, offset), number, skipped));

    /// <summary>A silence.</summary>
    public FrameSequence Wait(TimeSpan time)
    {
        _now += time;
        return this;
    }

    public IReadOnlyList<DeliveryViolation> Durable(int acknowledged, int inFlight = 1) => Verdict(true, acknowledged, inFlight);

    public IReadOnlyList<DeliveryViolation> Volatile(int acknowledged, int inFlight = 1) => Verdict(false, acknowledged, inFlight);

    private IReadOnlyList<DeliveryViolation> Verdict(bool isDurable, int acknowledged, int inFlight) =>
        Checker.Verdict(new TopicExpectation(Topic, isDurable, [.. Enumerable.Range(1, acknowledged).Select(number => (long)number)], inFlight));

    private FrameSequence See(Func<TimeSpan, DeliveryEvent> seen)
    {
        _now += _step;
        Checker.Accept(seen(_now));
        return this;
    }
}
