using System.Globalization;
using System.Text;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Protocol;

public sealed class FrameEncoderTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 23, 12, 15, 30, 7, TimeSpan.FromHours(2));

    [Fact]
    public void Publication_Complete_IsTheEnvelope()
    {
        var frame = FrameEncoder.Publication(Publication("""{"a": 1.50, "b":"\u00e4"}""") with { Key = "k\"1" });
        Assert.Equal(
            """{"type":"live_metrics","timestamp":"2026-11-23T10:15:30.007Z","data":{"a": 1.50, "b":"\u00e4"},"v":1,"topic":"metrics_d1","epoch":"e1","offset":42,"key":"k\"1"}""",
            Text(frame));
    }

    [Fact]
    public void Publication_WithoutKey_HasNone()
    {
        Assert.EndsWith("""
            "offset":42}
            """, Text(FrameEncoder.Publication(Publication("{}"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Error_TextOfAnyKind_IsEscapedAsJsonAsksAndNoMore()
    {
        Assert.Equal(
            """{"type":"error","timestamp":"2026-11-23T10:15:30.007Z","data":{"message":"'ä' <\"\\\n>","code":"unknown_type"},"id":"7"}""",
            Text(FrameEncoder.Error(ErrorCodes.UnknownType, "'ä' <\"\\\n>", _now, new MessageId("\"7\""u8.ToArray()))));
    }

    [Fact]
    public void Acknowledgements_Always_AreAsTheContractHasThem()
    {
        Assert.Equal("""{"type":"heartbeat","timestamp":"2026-11-23T10:15:30.007Z","data":{"source":"server"}}""", Text(FrameEncoder.Heartbeat(_now)));
        Assert.Equal(
            """{"type":"reconnect","timestamp":"2026-11-23T10:15:30.007Z","data":{"after_ms":1500,"reason":"shutdown"}}""",
            Text(FrameEncoder.Reconnect(TimeSpan.FromMilliseconds(1500.9), _now)));
        Assert.Equal(
            """{"type":"subscription","timestamp":"2026-11-23T10:15:30.007Z","data":{"topic":"t","status":"subscribed","epoch":"e","offset":3}}""",
            Text(FrameEncoder.Subscribed("t", new SubscriptionAnswer(new TopicPosition("e", 3)), _now, default)));
        Assert.Equal(
            """{"type":"subscription","timestamp":"2026-11-23T10:15:30.007Z","data":{"topic":"t","status":"subscribed","epoch":"e","offset":3,"recovered":false,"missed":2,"snapshot":1}}""",
            Text(FrameEncoder.Subscribed("t", new SubscriptionAnswer(new TopicPosition("e", 3), Recovered: false, Missed: 2, Snapshot: 1), _now, default)));
        Assert.Equal(
            """{"type":"unsubscription","timestamp":"2026-11-23T10:15:30.007Z","data":{"topic":"t","status":"unsubscribed"},"id":9}""",
            Text(FrameEncoder.Unsubscribed("t", _now, new MessageId("9"u8.ToArray()))));
        Assert.Equal(
            """{"type":"subscription","timestamp":"2026-11-23T10:15:30.007Z","data":{"topic":"t","status":"rejected","code":"c","message":"m"}}""",
            Text(FrameEncoder.SubscriptionRejected("t", "c", "m", _now, default)));
    }

    [Theory]
    [InlineData("2026-11-23T10:16:30.006Z", ""","token_expires_in_s":59""")]
    [InlineData("2026-11-23T10:15:00Z", ""","token_expires_in_s":0""")] // Within the skew of the clocks.
    [InlineData(null, "")]
    public void RenewedToken_ByItsExpiry_SaysHowLongItLasts(string? expiry, string rest)
    {
        var caller = new Caller { UserId = "42", Username = "alice", TokenExpiresAt = expiry is null ? null : DateTimeOffset.Parse(expiry, CultureInfo.InvariantCulture) };
        Assert.Equal($$"""{"user_id":"42","username":"alice"{{rest}}}""", Encoding.UTF8.GetString(FrameEncoder.RenewedToken(caller, _now)));
    }

    private static Publication Publication(string data) => new()
    {
        Topic = "metrics_d1",
        Position = new TopicPosition("e1", 42),
        Type = "live_metrics",
        Timestamp = _now,
        Data = Encoding.UTF8.GetBytes(data),
    };

    private static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Text.Span);
}
