using System.Text.Json;
using AndroidZen.TestKit.Delivery;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Tests.Delivery;

public sealed class FrameReaderTests
{
    private static readonly TimeSpan _at = TimeSpan.FromSeconds(3);
    private readonly FrameReader _reader = new("run");

    [Fact]
    public void Read_Publication_HasPositionAndTheNumberOfThisRun()
    {
        Assert.Equal(
            new PublicationReceived(_at, "metrics_a", new TopicPosition("e", 17), 5),
            Read("""{"type":"live_metrics","timestamp":"","data":{"device_id":"a","metrics":{"delivery_run":"run","delivery_number":5}},"v":1,"topic":"metrics_a","epoch":"e","offset":17}"""));
        Assert.Equal(
            new PublicationReceived(_at, "t", new TopicPosition("e", 19), null, Skipped: 12),
            Read("""{"type":"live_metrics","timestamp":"","data":{},"topic":"t","epoch":"e","offset":19,"key":"a","skipped":12}"""));
        Assert.Equal(
            new PublicationReceived(_at, "t", new TopicPosition("e", 18), null),
            Read("""{"type":"analytics_update","timestamp":"","data":{"delivery_run":"another","delivery_number":5},"topic":"t","epoch":"e","offset":18}"""));
    }

    [Fact]
    public void Read_Answer_HasAllThatItSays() => Assert.Equal(
        new SubscriptionAcknowledged(_at, "t", new TopicPosition("e", 9), false, 7, 2, IsAnswer: true),
        Read("""{"type":"subscription","timestamp":"","data":{"topic":"t","status":"subscribed","epoch":"e","offset":9,"recovered":false,"missed":7,"snapshot":2},"id":"t"}"""));

    [Fact]
    public void Read_UnaskedAcknowledgement_IsNoAnswer() => Assert.Equal(
        new SubscriptionAcknowledged(_at, "t", new TopicPosition("e", 9), false, null, null, IsAnswer: false),
        Read("""{"type":"subscription","timestamp":"","data":{"topic":"t","status":"subscribed","epoch":"e","offset":9,"recovered":false}}"""));

    [Theory]
    [InlineData("not_permitted", """{"type":"subscription","timestamp":"","data":{"topic":"t","status":"rejected","code":"not_permitted","message":"…"},"id":"t"}""")]
    [InlineData("unavailable", """{"type":"error","timestamp":"","data":{"code":"unavailable","message":"…"},"id":"t"}""")]
    public void Read_Refusal_HasItsCode(string code, string frame) => Assert.Equal(new SubscriptionRefused(_at, "t", code), Read(frame));

    [Fact]
    public void Read_AboutNoTopic_Nothing()
    {
        Assert.Null(Read("""{"type":"heartbeat","timestamp":"","data":{"source":"server"}}"""));
        Assert.Null(Read("""{"type":"error","timestamp":"","data":{"code":"invalid_json","message":"…"}}"""));
    }

    private TopicEvent? Read(string frame) => _reader.Read(JsonElement.Parse(frame), _at);
}
