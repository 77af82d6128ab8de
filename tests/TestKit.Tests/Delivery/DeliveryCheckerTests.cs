using AndroidZen.TestKit.Delivery;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Tests.Delivery;

public sealed class DeliveryCheckerTests
{
    private static readonly Uri _host = new("http://localhost");
    private readonly DeliveryChecker _checker = new("client");

    [Fact]
    public void Accept_ConnectionBroken_EveryTopicHasToBeSubscribedToAgain()
    {
        Subscribe("one");
        Subscribe("two");
        Assert.True(_checker.IsSubscribed("one") && _checker.IsSubscribed("two"));
        _checker.Accept(new ConnectionBroken(default, ""));
        Assert.False(_checker.IsSubscribed("one") || _checker.IsSubscribed("two"));
        Assert.Equal(new TopicPosition("e", 0), _checker.PositionOf("two"));
    }

    [Fact]
    public void Verdict_TopicsMixed_EachIsJudgedByItself()
    {
        Subscribe("one");
        Subscribe("two");
        Publish("one", 1);
        Publish("two", 1);
        Publish("one", 2);
        Publish("two", 3);
        var gap = Assert.Single(_checker.Verdict([new TopicExpectation("one", true, [1, 2], 1), new TopicExpectation("two", false, [1, 3], 1)]));
        Assert.Equal(("two", ViolationKind.UntoldGap), (gap.Topic, gap.Kind));
    }

    [Fact]
    public void Verdict_TopicThatWasNeverAskedFor_NotSubscribed()
    {
        Publish("somebody else's", 1);
        Publish("$all", 1);
        Assert.Equal(ViolationKind.NotSubscribed, Assert.Single(_checker.Verdict([])).Kind);
    }

    [Fact]
    public void Verdict_NothingCameAtAll_EveryNumberIsMissing() => Assert.Equal(2, _checker.Verdict([new TopicExpectation("one", true, [1, 2], 1)]).Count);

    [Fact]
    public void Report_Always_NamesClientTopicsAndFigures()
    {
        _checker.Accept(new ConnectionOpened(default, _host));
        Subscribe("one");
        Publish("one", 1);
        Assert.StartsWith("client: 1 connections\n  one: 1 received, 1 numbers", _checker.Report(), StringComparison.Ordinal);
    }

    private void Subscribe(string topic)
    {
        _checker.Accept(new SubscriptionSent(default, topic, null));
        _checker.Accept(new SubscriptionAcknowledged(default, topic, new TopicPosition("e", 0), null, null, null, IsAnswer: true));
    }

    private void Publish(string topic, long offset) => _checker.Accept(new PublicationReceived(default, topic, new TopicPosition("e", offset), offset));
}
