using System.Text;
using System.Text.Json;
using AndroidZen.WebHost.Protocol;
using CsCheck;

namespace AndroidZen.WebHost.Tests.Protocol;

/// <summary>Whatever a client says is understood or refused with a documented code, and never throws. A failure prints the seed that brings it again (<c>CsCheck_Seed</c>).</summary>
public sealed class ClientMessageFuzzTests
{
    private const int MaxErrorMessage = 300;

    /// <summary>Positions by topic, some of them wrong.</summary>
    private static readonly Gen<string> _positions = Gen.Select(
        Gen.OneOf("$all", "$user:a", "\\ud800", ""),
        Gen.Frequency((3, Gen.Const("""{"epoch":"e","offset":1}""")), (1, HostileJson.Values))).Array[0, 4].Select(HostileJson.ObjectOf);

    private static readonly string[] _valid =
    [
        """{"type":"subscription","id":7,"data":{"topic":"device_status","since":{"epoch":"97ac08ea0e7a40b9","offset":17},"snapshot":true,"history":600,"mode":"latest"}}""",
        """{"type":"unsubscription","id":"a","data":{"topic":"metrics_pixel-7"}}""",
        """{"type":"heartbeat","timestamp":"2026-11-23T10:15:30.123Z","data":{"status":"ä€😀"},"more":[1,2.5e3,null,true,{"a":[[]]}]}""",
    ];

    [Fact]
    public void Parse_AnyJson_IsUnderstoodOrRefused() => HostileJson.Values.Sample(text => AssertUnderstoodOrRefused(Encoding.UTF8.GetBytes(text)), iter: Math.Max(5_000, Check.Iter));

    [Fact]
    public void Parse_AnyBytes_IsUnderstoodOrRefused() => Gen.Byte.Array[0, 200].Sample(AssertUnderstoodOrRefused, iter: Math.Max(20_000, Check.Iter));

    /// <summary>Bytes changed, put in, taken out, and pieces doubled.</summary>
    [Fact]
    public void Parse_AValidMessageThatWasDamaged_IsUnderstoodOrRefused() => Gen.Select(
        Gen.OneOf(_valid),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Byte).Array[1, 6]).Sample(
            (text, changes) => AssertUnderstoodOrRefused(changes.Aggregate(Encoding.UTF8.GetBytes(text), Damage)),
            iter: Math.Max(20_000, Check.Iter));

    /// <summary>Which of several members of one name counts: the last, however it is spelled, also if it is wrong.</summary>
    [Fact]
    public void Parse_MembersDoubled_TheLastCounts() => Gen.Select(
        Gen.OneOf("type", "\\u0074ype", "ty\\u0070\\u0065", "more", "\\ud800type", "TYPE"),
        Gen.OneOf("\"a\"", "\"b\"", "\"\\u0063\"", "7", "null", "\"\\ud800\"")).Array[0, 8].Sample(
            members =>
            {
                var message = ClientMessage.Parse(Encoding.UTF8.GetBytes(HostileJson.ObjectOf(members)));
                var last = members.LastOrDefault(member => member.Item1 is "type" or "\\u0074ype" or "ty\\u0070\\u0065").Item2;
                var type = last switch
                {
                    "\"a\"" => "a",
                    "\"b\"" => "b",
                    "\"\\u0063\"" => "c",
                    _ => null,
                };
                Assert.Equal((type, type is null ? ErrorCodes.InvalidMessage : null), (message.Type, message.ErrorCode));
            },
            iter: Math.Max(5_000, Check.Iter));

    /// <summary>The query's <c>since</c>.</summary>
    [Fact]
    public void ReadPositions_AnyText_IsUnderstoodOrRefused() => Gen.OneOf(_positions, HostileJson.Values, Gen.String).Sample(
        text =>
        {
            var error = SubscriptionForm.ReadPositions(text, out var positions);
            Assert.True(error is null || (error.Length is > 0 and < MaxErrorMessage && positions.Count == 0), error);
        },
        iter: Math.Max(5_000, Check.Iter));

    private static byte[] Damage(byte[] text, (int Kind, int At, byte Value) change)
    {
        if (text.Length == 0)
        {
            return [change.Value];
        }

        var at = change.At % text.Length;
        return change.Kind switch
        {
            0 => [.. text[..at], change.Value, .. text[(at + 1)..]],
            1 => [.. text[..at], change.Value, .. text[at..]],
            2 => [.. text[..at], .. text[(at + 1)..]],
            _ => [.. text[..at], .. text[(at / 2)..]],
        };
    }

    private static void AssertUnderstoodOrRefused(byte[] text)
    {
        var message = ClientMessage.Parse(text);
        if (message.ErrorCode is { } code)
        {
            Assert.True(code is ErrorCodes.InvalidJson or ErrorCodes.InvalidMessage, code);
            Assert.Null(message.Type);
            Assert.InRange(message.ErrorMessage!.Length, 1, MaxErrorMessage);
        }
        else
        {
            Assert.NotNull(message.Type);
            Assert.Null(message.ErrorMessage);
        }

        Assert.InRange(message.Id.Json.Length, 0, MessageId.MaxBytes);
        var again = ClientMessage.Parse(text.AsSpan().ToArray());
        Assert.Equal((message.Type, message.Topic, message.Subscription, message.ErrorCode), (again.Type, again.Topic, again.Subscription, again.ErrorCode));
        Assert.True(message.Id.Json.Span.SequenceEqual(again.Id.Json.Span));

        // What it is answered with is JSON: a WebSocket takes no other bytes than UTF-8, so neither does this.
        if (System.Text.Unicode.Utf8.IsValid(text))
        {
            var frame = FrameEncoder.Error(message.ErrorCode ?? ErrorCodes.UnknownType, message.ErrorMessage ?? $"Unknown type '{message.Type}'", DateTimeOffset.UnixEpoch, message.Id);
            using var answer = JsonDocument.Parse(frame.Text);
            Assert.Equal("error", answer.RootElement.GetProperty("type").GetString());
        }
    }
}
