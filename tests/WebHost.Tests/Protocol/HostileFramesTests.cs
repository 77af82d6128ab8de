using System.Net.WebSockets;
using System.Text;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Protocol;

/// <summary>Peers that break RFC 6455, on bare TCP: each is closed as the RFC says, and nobody else notices.</summary>
[Collection(PlatformCollection.Name)]
public sealed class HostileFramesTests(PlatformFixture platform)
{
    private static readonly byte[] _heartbeat = """{"type":"heartbeat","id":"h"}"""u8.ToArray();

    private readonly PlatformHost _host = platform.Host;

    public static TheoryData<string, byte[], int> BrokenFrames => new()
    {
        { "unmasked", RawSocket.Frame(0x81, _heartbeat, masked: false), 1002 },
        { "reserved bit 1", RawSocket.Frame(0xC1, _heartbeat), 1002 },
        { "reserved bit 2", RawSocket.Frame(0xA1, _heartbeat), 1002 },
        { "reserved bit 3", RawSocket.Frame(0x91, _heartbeat), 1002 },
        { "reserved data opcode", RawSocket.Frame(0x83, _heartbeat), 1002 },
        { "reserved control opcode", RawSocket.Frame(0x8B, []), 1002 },
        { "continuation of nothing", RawSocket.Frame(0x80, _heartbeat), 1002 },
        { "message within a message", [.. RawSocket.Frame(0x01, _heartbeat), .. RawSocket.Frame(0x81, _heartbeat)], 1002 },
        { "fragmented ping", RawSocket.Frame(0x09, []), 1002 },
        { "long ping", RawSocket.Frame(0x89, new byte[126]), 1002 },
        { "text that is no UTF-8", RawSocket.Frame(0x81, [(byte)'"', 0xC3, 0x28, (byte)'"']), 1007 },
        { "half a surrogate pair in UTF-8", RawSocket.Frame(0x81, [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"']), 1007 },
        { "UTF-8 cut off", RawSocket.Frame(0x81, [(byte)'"', 0xE2, 0x82]), 1007 },
        { "binary", RawSocket.Frame(0x82, _heartbeat), 1003 },
        { "empty binary", RawSocket.Frame(0x82, []), 1003 },
        { "first part of a long message", RawSocket.Frame(0x01, Spaces(65_537)), 1009 },
        { "length beyond all bounds", [.. RawSocket.Frame(0x81, [], claimedLength: long.MaxValue), .. Spaces(70_000)], 1009 },
        { "negative length", [0x81, 0xFF, .. Enumerable.Repeat((byte)0xFF, 12)], 1002 },
        { "close code 1005", RawSocket.Frame(0x88, [0x03, 0xED]), 1002 },
        { "close code 999", RawSocket.Frame(0x88, [0x03, 0xE7]), 1002 },
        { "close code 5000", RawSocket.Frame(0x88, [0x13, 0x88]), 1002 },
        { "close code 0", RawSocket.Masked(0x88, [0, 0]), 1002 },
        { "close code 1004", RawSocket.Masked(0x88, [0x03, 0xEC]), 1002 },
        { "close code 1006", RawSocket.Masked(0x88, [0x03, 0xEE]), 1002 },
        { "close code 1015", RawSocket.Masked(0x88, [0x03, 0xF7]), 1002 },
        { "close code 1016", RawSocket.Masked(0x88, [0x03, 0xF8]), 1002 },
        { "close code 2999", RawSocket.Masked(0x88, [0x0B, 0xB7]), 1002 },
        { "close code 65535", RawSocket.Masked(0x88, [0xFF, 0xFF]), 1002 },
        { "long close", RawSocket.Masked(0x88, [0x03, 0xE8, .. new byte[124]]), 1002 },
        { "fragmented close", RawSocket.Masked(0x08, [0x03, 0xE8]), 1002 },
        { "fragmented pong", RawSocket.Masked(0x0A, []), 1002 },
        { "ping with a reserved bit", RawSocket.Masked(0xC9, []), 1002 },
        { "unmasked ping", RawSocket.Frame(0x89, "ping"u8.ToArray(), masked: false), 1002 }, // .NET looks at a frame when it has 6 bytes, the least that one with a mask has.
        { "unmasked close", RawSocket.Frame(0x88, [0x03, 0xE8, .. "bye"u8], masked: false), 1002 },
        { "binary within a message", [.. RawSocket.Masked(0x01, _heartbeat), .. RawSocket.Masked(0x82, _heartbeat)], 1002 },
        { "fragments that are no UTF-8 together", [.. RawSocket.Masked(0x01, [(byte)'"', 0xE2]), .. RawSocket.Masked(0x80, [0x28, (byte)'"'])], 1007 },
        { "UTF-8 longer than need be", RawSocket.Masked(0x81, [(byte)'"', 0xC0, 0xAF, (byte)'"']), 1007 },
        { "UTF-8 beyond U+10FFFF", RawSocket.Masked(0x81, [(byte)'"', 0xF4, 0x90, 0x80, 0x80, (byte)'"']), 1007 },
        { "close with one byte", RawSocket.Frame(0x88, [0x03]), 1002 },
        { "close reason that is no UTF-8", RawSocket.Frame(0x88, [0x03, 0xE8, 0xC3, 0x28]), 1007 },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task Frame_AgainstTheRules_ClosesThatConnectionAlone(string what, byte[] bytes, int code)
    {
        await using var other = await _host.ConnectAsync();
        await using var client = await RawSocket.OpenAsync(_host.Address);
        Assert.Equal(1, (await client.ReadFrameAsync()).OpCode);
        await client.SendAsync(bytes);
        var closed = await client.ReadCloseCodeAsync();

        // .NET says 1002 for what is wrong in a close frame, UTF-8 included; nothing depends on that.
        Assert.True(closed == code || (closed == 1002 && code == 1007 && what.StartsWith("close", StringComparison.Ordinal)), $"{what}: {closed}");
        Assert.Empty(await other.DrainAsync());
        _host.Log.AssertNoErrors();
    }

    /// <summary>The answer to the message before it is being sent when the violation is seen: that must not reset the connection.</summary>
    [Fact]
    public async Task Violation_RightBehindAMessage_IsStillToldByACloseFrame()
    {
        foreach (var violation in new[] { RawSocket.Frame(0xC1, _heartbeat), RawSocket.Frame(0x80, _heartbeat), RawSocket.Frame(0x89, new byte[126]) })
        {
            for (var round = 0; round < 40; round++)
            {
                await using var client = await RawSocket.OpenAsync(_host.Address);
                Assert.Equal(1, (await client.ReadFrameAsync()).OpCode);
                await client.SendAsync([.. RawSocket.Frame(0x81, _heartbeat), .. violation]);
                Assert.Equal(1002, await client.ReadCloseCodeAsync());
            }
        }
    }

    [Fact]
    public async Task Message_InFragmentsWithPingsBetween_IsOneMessageAndThePingsAreAnswered()
    {
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        await client.SendAsync(
            RawSocket.Frame(0x01, _heartbeat[..5]),
            RawSocket.Frame(0x89, "one"u8.ToArray()),
            RawSocket.Frame(0x00, []),
            RawSocket.Frame(0x00, _heartbeat[5..20]),
            RawSocket.Frame(0x89, "two"u8.ToArray()),
            RawSocket.Frame(0x8A, "a pong that nobody asked for"u8.ToArray()),
            RawSocket.Frame(0x80, _heartbeat[20..]));
        var frames = new[] { await client.ReadFrameAsync(), await client.ReadFrameAsync(), await client.ReadFrameAsync() };

        Assert.Equal(["one", "two"], frames.Where(frame => frame.OpCode == 10).Select(frame => frame.Text));
        Assert.Contains("\"id\":\"h\"", Assert.Single(frames, frame => frame.OpCode == 1).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ByteByByte_IsUnderstood()
    {
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        await client.SendAsync([.. RawSocket.Frame(0x81, _heartbeat).Select(one => new[] { one })]);
        Assert.Contains("\"id\":\"h\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_OfAThousandFragments_CountsAsAWhole()
    {
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        await client.SendAsync(RawSocket.Frame(0x01, Spaces(64)));
        await client.SendAsync([.. Enumerable.Repeat(RawSocket.Frame(0x00, Spaces(64)), 1100)]);
        Assert.Equal(1009, await client.ReadCloseCodeAsync());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1002)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4999)]
    public async Task Close_WithAnyGoodCode_IsAnsweredWithIt(int code)
    {
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        await client.SendAsync(RawSocket.Frame(0x88, [(byte)(code >> 8), (byte)code, .. "bye"u8]));
        Assert.Equal(code, await client.ReadCloseCodeAsync());
        await client.WhenEndedAsync();
    }

    [Fact]
    public async Task Close_FollowedByMore_IgnoresThat()
    {
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        await client.SendAsync([.. RawSocket.Frame(0x88, [0x03, 0xE8]), .. RawSocket.Frame(0x81, _heartbeat), .. RawSocket.Frame(0x81, _heartbeat)]);
        Assert.Equal(8, (await client.ReadFrameAsync()).OpCode);
    }

    [Fact]
    public async Task Peer_ThatResetsOrEndsOrVanishes_IsCountedNoMore()
    {
        var topic = PlatformFixture.NewId("t");
        var subscription = Encoding.UTF8.GetBytes($$$"""{"type":"subscription","data":{"topic":"{{{topic}}}"}}""");
        var clients = new List<RawSocket>();
        for (var number = 0; number < 9; number++)
        {
            clients.Add(await RawSocket.OpenAsync(_host.Address));
            await clients[^1].ReadFrameAsync();
            await clients[^1].SendAsync(RawSocket.Frame(0x81, subscription));
            await clients[^1].ReadFrameAsync();
        }

        for (var number = 0; number < 9; number += 3)
        {
            clients[number].Reset();
            clients[number + 1].EndSending();
            await clients[number + 2].DisposeAsync();
        }

        var deadline = DateTimeOffset.UtcNow + SocketClient.Patience;
        while ((await _host.GetStatsAsync()).GetProperty("subscription_counts").Has(topic))
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, "Peers that are gone are still counted.");
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        _host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Handshake_CutAtAnyPoint_HarmsNobody()
    {
        var handshake = RawSocket.Handshake("/ws?client_id=" + PlatformFixture.NewId("cut"));
        for (var length = 0; length <= handshake.Length; length += 7)
        {
            await using var client = await RawSocket.ConnectAsync(_host.Address);
            await client.SendAsync(handshake[..length]);
            client.Reset();
        }

        for (var round = 0; round < 30; round++)
        {
            await using var client = await RawSocket.ConnectAsync(_host.Address);
            await client.SendAsync(handshake);
            client.Reset();
        }

        await using var other = await _host.ConnectAsync();
        Assert.Empty(await other.DrainAsync());
        _host.Log.AssertNoErrors();
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12")]
    [InlineData("Sec-WebSocket-Version: 13", "X-Nothing: 1")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "short")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive")]
    [InlineData("GET ", "POST ")]
    [InlineData("Host: localhost", "Host: a b")]
    [InlineData("GET ", "\0\u0001\u0002 ")]
    public async Task Handshake_AgainstTheRules_IsRefusedWith4xx(string right, string wrong)
    {
        await using var client = await RawSocket.ConnectAsync(_host.Address);
        await client.SendAsync(RawSocket.Handshake("/ws", "Content-Length: 0").Replace(right, wrong, StringComparison.Ordinal));
        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", await client.ReadHeadAsync());
        _host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Messages_HostileJson_AreAnsweredEveryOne()
    {
        string[] hostile =
        [
            """{"type":"\ud800"}""", """{"type":"subscription","data":{"topic":"\udc00"}}""", """{"\ud800":1,"type":"heartbeat"}""",
            """{"type":"heartbeat","data":{"\ud800":"\ud800"}}""", """{"type":"subscription","data":{"t\ud800pic":1,"topic\udfff":2}}""",
            """{"type":"unsubscription","data":{"topic":"\ud800"}}""", """{"type":"heartbeat","type":"nonsense"}""",
            """{"type":"heartbeat","id":1e99999}""", """{"type":"heartbeat","id":"\ud800"}""", """{"type":"\u0000"}""",
            $$"""{"type":"{{new string('x', 60_000)}}"}""", $$$"""{"type":"subscription","data":{"topic":"{{{new string('x', 60_000)}}}"}}""",
            new string('[', 60_000), "{\"type\":" + new string('{', 1000), """{"type":"subscription","data":{"topic":"a","topic":"b c"}}""",
        ];
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        foreach (var text in hostile)
        {
            await client.SendAsync(RawSocket.Frame(0x81, Encoding.UTF8.GetBytes(text)));
            Assert.Equal(1, (await client.ReadFrameAsync()).OpCode);
        }

        await client.SendAsync(RawSocket.Frame(0x81, _heartbeat));
        Assert.Contains("\"id\":\"h\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
        _host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task Binary_FromARealClient_Closes1003()
    {
        await using var client = await _host.ConnectAsync();
        await client.SendRawAsync(_heartbeat, WebSocketMessageType.Binary);
        Assert.Equal(1003, await client.WhenClosedAsync());
    }

    private static byte[] Spaces(int count) => Encoding.ASCII.GetBytes(new string(' ', count));
}
