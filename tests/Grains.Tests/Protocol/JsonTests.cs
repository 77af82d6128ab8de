using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AndroidZen.Protocol;

namespace AndroidZen.Grains.Tests.Protocol;

public class JsonTests
{
    [Fact]
    public void Utf8_DefaultPayload_IsAnEmptyObject() => Assert.Equal("{}", default(MessageData).ToString());

    [Fact]
    public void FromJsonElement_Object_IsItsTextByteForByte()
    {
        const string text = """{ "b":1.0 , "a" : [ 1e2 ], "ü":"\u00fc" }""";
        Assert.Equal(text, MessageData.FromJsonElement(JsonElement.Parse(text)).ToString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    public void FromJsonElement_NoObject_Throws(string json) =>
        Assert.Throws<ArgumentException>(() => MessageData.FromJsonElement(JsonElement.Parse(json)));

    [Fact]
    public void FromJsonElement_DisposedDocument_PayloadStays()
    {
        MessageData payload;
        using (var document = JsonDocument.Parse("""{"a":1}"""))
        {
            payload = document.RootElement;
        }

        Assert.Equal("""{"a":1}""", payload.ToString());
    }

    [Fact]
    public void FromJsonObject_Object_IsItsJson() =>
        Assert.Equal("""{"cpu_usage":45.2,"x":null}""", ((MessageData)new JsonObject { ["cpu_usage"] = 45.2, ["x"] = null }).ToString());

    [Fact]
    public void WriteObject_Text_IsNotEscapedBeyondNeed() => Assert.Equal(
        """{"text":"it's <ü> \"\\","raw":[1, 2],"time":"2026-03-01T11:00:00.120Z"}""",
        Encoding.UTF8.GetString(JsonText.WriteObject(writer =>
        {
            writer.WriteString("text", "it's <ü> \"\\");
            writer.WriteRaw("raw", "[1, 2]"u8);
            writer.WriteTime("time", new DateTimeOffset(2026, 3, 1, 12, 0, 0, 120, TimeSpan.FromHours(1)));
        })));

    [Fact]
    public void WriteObject_LoneSurrogate_StaysReadable()
    {
        var bytes = JsonText.WriteObject(writer => writer.WriteString("text", "a\ud800b"));
        Assert.Equal("a\ufffdb", JsonElement.Parse(bytes).GetProperty("text").GetString());
    }

    [Fact]
    public void All_MessageTypes_AreThoseOfTheWireContract() => Assert.Equal(
        """
        device_status device_connected device_disconnected analytics_update security_alert
        optimization_complete storage_alert network_status error heartbeat subscription unsubscription
        live_metrics notification device_action system_message performance_data
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(),
        MessageTypes.All.Order());

    [Theory]
    [InlineData("Heartbeat")]
    [InlineData("heartbeat ")]
    [InlineData("")]
    [InlineData("ping")]
    [InlineData("reconnect")] // exists, and cannot be published
    public void IsKnown_OtherText_False(string type) => Assert.False(MessageTypes.IsKnown(type));
}
