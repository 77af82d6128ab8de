using System.Globalization;
using System.Text;
using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Protocol;

/// <summary>What RFC 6455 says of control frames, fragments and lengths, on bare TCP and with masks as clients use them.</summary>
[Collection(PlatformCollection.Name)]
public sealed class ControlFramesTests(PlatformFixture platform)
{
    private static readonly byte[] _heartbeat = """{"type":"heartbeat","id":"h"}"""u8.ToArray();

    private readonly PlatformHost _host = platform.Host;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    public async Task Ping_OfAnyLength_IsAnsweredWithTheSameBytes(int length)
    {
        await using var client = await OpenAsync();
        var payload = Enumerable.Range(0, length).Select(index => (byte)(index * 7)).ToArray();
        await client.SendAsync(RawSocket.Masked(0x89, payload));
        var pong = await client.ReadFrameAsync();
        Assert.Equal((0x8A, Convert.ToHexString(payload)), ((int)pong.First, Convert.ToHexString(pong.Payload)));
    }

    [Fact]
    public async Task Pings_AThousandAtOnce_AreAnsweredInOrder()
    {
        await using var client = await OpenAsync();
        await client.SendAsync([.. Enumerable.Range(0, 1000).SelectMany(number => RawSocket.Masked(0x89, Encoding.ASCII.GetBytes($"{number}"), (uint)number + 1))]);
        for (var number = 0; number < 1000; number++)
        {
            var pong = await client.ReadFrameAsync();
            Assert.Equal((10, number.ToString(CultureInfo.InvariantCulture)), (pong.OpCode, pong.Text));
        }

        await AssertServedAsync(client);
    }

    /// <summary>Pongs wait in the outbox, which is bounded: a client that pings and does not read is not read either.</summary>
    [Fact]
    public async Task Pings_FarMoreThanFitTheOutbox_AreAllAnsweredToAClientThatReads()
    {
        const int Pings = 50_000;
        await using var client = await OpenAsync();
        var sending = client.SendAsync([.. Enumerable.Repeat(RawSocket.Masked(0x89, new byte[125]), Pings).SelectMany(frame => frame)]);
        for (var number = 0; number < Pings; number++)
        {
            Assert.Equal(10, (await client.ReadFrameAsync()).OpCode);
        }

        await sending;
        await AssertServedAsync(client);
    }

    [Fact]
    public async Task Pong_ThatNobodyAskedFor_IsIgnored()
    {
        await using var client = await OpenAsync();
        await client.SendAsync(RawSocket.Masked(0x8A, []), RawSocket.Masked(0x8A, new byte[125]));
        await AssertServedAsync(client);
    }

    [Fact]
    public async Task Message_CutWithinACharacter_IsWhole()
    {
        var text = """{"type":"🙂€ä"}"""u8.ToArray();
        for (var cut = 0; cut <= text.Length; cut++)
        {
            await using var client = await OpenAsync();
            await client.SendAsync(RawSocket.Masked(0x01, text.AsSpan(0, cut)), RawSocket.Masked(0x89, "between"u8), RawSocket.Masked(0x80, text.AsSpan(cut)));
            Assert.Equal((10, "between"), (await client.ReadFrameAsync()) switch { var pong => (pong.OpCode, pong.Text) });
            Assert.Contains("🙂€ä", JsonElement.Parse((await client.ReadFrameAsync()).Payload).Data().Text("message"), StringComparison.Ordinal);
        }
    }

    /// <summary>Section 5.2: a sender MUST use the shortest form. That is the sender's duty: the platform's WebSocket takes the longer ones, and nothing depends on it.</summary>
    [Fact]
    public async Task Message_LengthInMoreBitsThanItNeeds_IsTaken()
    {
        await using var client = await OpenAsync();
        var shortest = RawSocket.Masked(0x81, _heartbeat);
        var length = (byte)_heartbeat.Length;
        await client.SendAsync([0x81, 0xFE, 0, length, .. shortest[2..]]);
        Assert.Contains("\"id\":\"h\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
        await client.SendAsync([0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, length, .. shortest[2..]]);
        Assert.Contains("\"id\":\"h\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
        await AssertServedAsync(client);
    }

    [Fact]
    public async Task Close_BetweenFragments_IsAnswered()
    {
        await using var client = await OpenAsync();
        await client.SendAsync(RawSocket.Masked(0x01, _heartbeat.AsSpan(0, 5)), RawSocket.Masked(0x00, _heartbeat.AsSpan(5, 5)), RawSocket.Masked(0x88, [0x03, 0xE9]));
        var close = await client.ReadFrameAsync();
        Assert.Equal((0x88, (int?)1001), ((int)close.First, close.CloseCode));
        await client.WhenEndedAsync();
    }

    [Fact]
    public async Task Close_WithoutACode_IsAnswered()
    {
        await using var client = await OpenAsync();
        await client.SendAsync(RawSocket.Masked(0x88, []));
        var close = await client.ReadFrameAsync();
        Assert.Equal(0x88, close.First);
        Assert.True(close.CloseCode is null or 1000, $"{close.CloseCode}"); // 1005 is for nobody to send.
        await client.WhenEndedAsync();
    }

    [Fact]
    public async Task Close_WithTheLongestReason_IsAnswered()
    {
        await using var client = await OpenAsync();
        await client.SendAsync(RawSocket.Masked(0x88, [0x03, 0xE8, .. Encoding.UTF8.GetBytes(new string('ä', 61)), (byte)'.']));
        Assert.Equal(1000, (await client.ReadFrameAsync()).CloseCode);
        await client.WhenEndedAsync();
    }

    private static async Task AssertServedAsync(RawSocket client)
    {
        await client.SendAsync(RawSocket.Masked(0x81, _heartbeat));
        Assert.Contains("\"id\":\"h\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    private async Task<RawSocket> OpenAsync()
    {
        var client = await RawSocket.OpenAsync(_host.Address);
        Assert.Equal(0x81, (await client.ReadFrameAsync()).First);
        return client;
    }
}
