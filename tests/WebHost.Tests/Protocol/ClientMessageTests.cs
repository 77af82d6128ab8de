using System.Text;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Tests.Protocol;

public sealed class ClientMessageTests
{
    [Theory]
    [InlineData("""{"type":"heartbeat"}""", "heartbeat", null)]
    [InlineData("""{"type":"subscription","data":{"topic":"security"}}""", "subscription", "security")]
    [InlineData("""{"data":{"topic":"a"},"type":"x"}""", "x", "a")]
    [InlineData("""{"type":"x","data":null}""", "x", null)]
    [InlineData("""{"type":"heartbeat","data":7}""", "heartbeat", null)]
    [InlineData("""{"type":"x","data":{"topic":5}}""", "x", null)]
    [InlineData("""{"type":"x","data":{"topic":"\ud800"}}""", "x", null)]
    [InlineData("""{"type":"a","type":"b","data":{"topic":"1","topic":"2"}}""", "b", "2")]
    [InlineData("""{"\u0074ype":"x"}""", "x", null)]
    [InlineData("""{"type":""}""", "", null)]
    [InlineData(" \r\n\t{\"type\":\"x\"} \n", "x", null)]
    public void Parse_WellFormed_FindsTypeAndTopic(string text, string type, string? topic)
    {
        var message = Parse(text);
        Assert.Equal((type, topic, null), (message.Type, message.Topic, message.ErrorCode));
    }

    [Theory]
    [InlineData("", "invalid_json")]
    [InlineData("{", "invalid_json")]
    [InlineData("{\"type\":\"\\x\"}", "invalid_json")]
    [InlineData("{\"type\":01}", "invalid_json")]
    [InlineData("[]", "invalid_message")]
    [InlineData("{}", "invalid_message")]
    [InlineData("{\"TYPE\":\"x\"}", "invalid_message")]
    [InlineData("{\"type\":\"\\ud800\"}", "invalid_message")]
    [InlineData("{\"type\":\"x\",\"data\":\"y\"}", "invalid_message")]
    [InlineData("{\"\\ud800\":1,\"t\\ud800pe\":2,\"type\\udfff\":3}", "invalid_message")]
    public void Parse_Wrong_SaysHow(string text, string code)
    {
        var message = Parse(text);
        Assert.Null(message.Type);
        Assert.Equal(code, message.ErrorCode);
        Assert.Contains(code, ErrorCodes.All);
        Assert.NotEmpty(message.ErrorMessage!);
    }

    [Theory]
    [InlineData("""{"t\ud800pe":1,"type":"x","data":{"\udc00opic":1,"top\ud800c":1,"topic":"a"},"i\ud800":1,"id":7}""")]
    [InlineData("""{"\ud800type":1,"type":"x","data":{"topic":"a","\ud800":1},"id":7,"\udfffid":1}""")]
    public void Parse_MembersWithHalfASurrogatePairInTheirNames_IsNotDisturbedByThem(string text)
    {
        var message = Parse(text);
        Assert.Equal(("x", "a", "7"), (message.Type, message.Topic, Encoding.UTF8.GetString(message.Id.Json.Span)));
    }

    [Fact]
    public void Parse_BytesThatAreNoUtf8_AreNotJson()
    {
        byte[] text = [.. "{\"type\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.NotNull(ClientMessage.Parse(text).ErrorCode);
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, "invalid_json")]
    [InlineData(30_000, "invalid_json")]
    public void Parse_DeepNesting_IsTakenToTheLimit(int depth, string? code)
    {
        var text = $$"""{"type":"x","more":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        Assert.Equal(code, Parse(text).ErrorCode);
    }

    [Fact]
    public void Parse_HugeNumbers_AreNotComputed()
    {
        var number = new string('9', 10_000) + "e" + new string('9', 1000);
        Assert.Equal("x", Parse($$"""{"type":"x","a":{{number}},"id":{{number}}}""").Type);
        Assert.True(Parse($$"""{"type":"x","id":{{number}}}""").Id.IsNone);
    }

    [Theory]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData("1.50", "1.50")]
    [InlineData("\"\\u0041\"", "\"\\u0041\"")]
    [InlineData("\"\\ud800\"", "\"\\ud800\"")]
    [InlineData("null", "")]
    [InlineData("true", "")]
    [InlineData("{}", "")]
    [InlineData("[1]", "")]
    public void Parse_Id_IsKeptAsItCame(string id, string kept)
    {
        Assert.Equal(kept, Encoding.UTF8.GetString(Parse($$"""{"type":"x","id":{{id}}}""").Id.Json.Span));
    }

    [Fact]
    public void Parse_LongId_IsKeptToTheLimit()
    {
        Assert.False(Parse($$"""{"type":"x","id":"{{new string('i', MessageId.MaxBytes - 2)}}"}""").Id.IsNone);
        Assert.True(Parse($$"""{"type":"x","id":"{{new string('i', MessageId.MaxBytes - 1)}}"}""").Id.IsNone);
    }

    private static ClientMessage Parse(string text) => ClientMessage.Parse(Encoding.UTF8.GetBytes(text));
}
