using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Protocol;

/// <summary>
/// Random frames over bare TCP, cut into random writes: what keeps the rules is answered to the letter, what breaks them ends that connection alone. A failure prints the seed that brings it again
/// (<c>CsCheck_Seed</c>), and <c>CsCheck_Iter</c> makes it more.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class FrameFuzzTests(PlatformFixture platform)
{
    private const int Text = 1;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    /// <summary>What this server closes with for what a frame or a message is, beside the client's own code.</summary>
    private static readonly int[] _closeCodes = [1000, 1002, 1003, 1007, 1009, 4007];

    private static readonly Gen<uint> _masks = Gen.UInt[1, uint.MaxValue];

    private static readonly Gen<int[]> _cuts = Gen.Int[1, 40].Array[1, 40];

    private static readonly Gen<byte[]> _texts = Gen.OneOf(
        Gen.OneOf<byte[]>(
            """{"type":"heartbeat","id":1}"""u8.ToArray(),
            """{"type":"subscription","data":{"topic":"fuzz"}}"""u8.ToArray(),
            """{"type":"unsubscription","data":{"topic":"fuzz"}}"""u8.ToArray(),
            """{"type":"\ud800"}"""u8.ToArray(),
            "€😀"u8.ToArray(),
            [0xC3],
            [0xED, 0xA0, 0x80],
            []),
        Gen.Byte.Array[0, 300]);

    /// <summary>Frames that keep the rules, or nearly: each bit of the header is now and then another.</summary>
    private static readonly Gen<byte[]> _frames = Gen.Select(
        Gen.Frequency((6, Gen.Const(0x80)), (2, Gen.Const(0x00)), (1, Gen.OneOf(0xC0, 0xA0, 0x90, 0xF0))),
        Gen.Frequency((6, Gen.Const(Text)), (3, Gen.Const(0)), (2, Gen.OneOf(Close, Ping, Pong)), (1, Gen.Int[0, 15])),
        _texts,
        _masks,
        Gen.Frequency((8, Gen.Const(Sizing.Shortest)), (1, Gen.Enum<Sizing>()))).Select((bits, opcode, payload, mask, sizing) => Build((byte)(bits | opcode), payload, mask, sizing));

    private static readonly Gen<byte[]> _bytes = Gen.Frequency((12, _frames), (1, Gen.Byte.Array[1, 100]));

    private static readonly Gen<(int OpCode, byte[] Payload)[]> _controls = Gen.Select(Gen.OneOf(Ping, Ping, Pong), Gen.Byte.Array[0, 125]).Array[0, 2];

    /// <summary>Messages: where each is cut into fragments and what comes there, and what comes behind it.</summary>
    private static readonly Gen<((int Length, (int OpCode, byte[] Payload)[] Controls)[] Fragments, (int OpCode, byte[] Payload)[] Behind)[]> _messages =
        Gen.Select(Gen.Select(Gen.Int[0, 60], _controls).Array[0, 4], _controls).Array[0, 6];

    private readonly PlatformHost _host = platform.Host;
    private readonly string _prefix = PlatformFixture.NewId("fuzz");
    private int _number;

    private enum Sizing
    {
        Shortest,
        Unmasked,

        /// <summary>A length in 16 bits that would do with 7: against section 5.2, and taken all the same.</summary>
        In16Bits,
        In64Bits,
        TooLong,
        Negative,
    }

    private enum Ending
    {
        EndSending,
        Reset,
        CloseFrame,
    }

    [Fact]
    public async Task Frames_Any_AreAnsweredOrEndThatConnectionAlone()
    {
        await using var other = await _host.ConnectAsync();
        var topic = PlatformFixture.NewId("t");
        await other.SubscribeAsync(topic);
        await Gen.Select(_bytes.Array[0, 12], _cuts, Gen.Enum<Ending>()).SampleAsync(
            async (parts, cuts, ending) =>
            {
                await using var client = await OpenAsync();
                var reading = ReadToTheEndAsync(client);
                await SendAsync(client, [.. parts.SelectMany(part => part), .. ending == Ending.CloseFrame ? RawSocket.Masked(0x88, [0x03, 0xE8]) : []], cuts);
                if (ending == Ending.Reset)
                {
                    client.Reset();
                    await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return;
                }

                EndSending(client); // Kestrel takes this for the end of all: what is on its way may be lost, but the connection ends, whatever was begun.
                AssertOrderly(await reading);
            },
            iter: Math.Max(400, Check.Iter),
            threads: 4);

        await AssertOthersAreServedAsync(other, topic);
    }

    /// <summary>Texts in fragments, control frames between them, every mask and every cut: each is answered, in order, and the client's close frame with its code.</summary>
    [Fact]
    public async Task Frames_ByTheRules_AreAnsweredToTheLetterAndInOrder()
    {
        await using var other = await _host.ConnectAsync();
        var topic = PlatformFixture.NewId("t");
        await other.SubscribeAsync(topic);
        await Gen.Select(_messages, _masks, _cuts, Gen.OneOf(1000, 1001, 1003, 1014, 3000, 4999)).SampleAsync(
            async (sequence, mask, cuts, code) =>
            {
                var (bytes, expected) = Encode(sequence, mask);
                expected.Add($"close {code}");
                bytes.AddRange(RawSocket.Masked(0x88, [(byte)(code >> 8), (byte)code, .. "gründlich"u8], mask));
                await using var client = await OpenAsync();
                var reading = ReadToTheEndAsync(client);
                await SendAsync(client, [.. bytes], cuts);
                Assert.Equal(expected, (await reading).Select(Describe));
            },
            iter: Math.Max(300, Check.Iter),
            threads: 4);

        await AssertOthersAreServedAsync(other, topic);
    }

    /// <summary>Whatever has come before: the close frame says what was wrong, and what was answered already was answered rightly.</summary>
    [Fact]
    public async Task Frame_ThatBreaksTheRulesBehindGoodOnes_IsToldByTheCloseCode()
    {
        await using var other = await _host.ConnectAsync();
        var topic = PlatformFixture.NewId("t");
        await other.SubscribeAsync(topic);
        var broken = HostileFramesTests.BrokenFrames.Select(row => (Bytes: (byte[])row[1], Code: (int)row[2])).Where(row => row.Bytes.Length < 1000).ToArray();
        await Gen.Select(_messages, _masks, _cuts, Gen.OneOf(broken)).SampleAsync(
            async (sequence, mask, cuts, violation) =>
            {
                var (bytes, expected) = Encode(sequence, mask);
                await using var client = await OpenAsync();
                await SendAsync(client, [.. bytes], cuts);
                await client.SendAsync(violation.Bytes); // In one piece: what comes behind a violation resets the connection.
                var received = new List<string>();
                RawFrame frame;
                while ((frame = await client.ReadFrameAsync()).OpCode != Close)
                {
                    received.Add(Describe(frame));
                }

                Assert.Equal(expected.Take(received.Count), received);
                Assert.True(frame.CloseCode == violation.Code || (frame.CloseCode == 1002 && violation.Code == 1007), $"{frame.CloseCode} instead of {violation.Code}");
            },
            iter: Math.Max(300, Check.Iter),
            threads: 4);

        await AssertOthersAreServedAsync(other, topic);
    }

    private static (List<byte> Bytes, List<string> Expected) Encode(
        ((int Length, (int OpCode, byte[] Payload)[] Controls)[] Fragments, (int OpCode, byte[] Payload)[] Behind)[] sequence, uint mask)
    {
        var (bytes, expected) = (new List<byte>(), new List<string>());
        for (var id = 0; id < sequence.Length; id++)
        {
            Message(bytes, expected, id, sequence[id].Fragments, mask);
            Controls(bytes, expected, sequence[id].Behind, mask);
        }

        return (bytes, expected);
    }

    private static byte[] Build(byte first, byte[] payload, uint mask, Sizing sizing)
    {
        if (sizing == Sizing.Unmasked)
        {
            return RawSocket.Frame(first, payload, masked: false);
        }

        var head = new byte[10];
        head[0] = first;
        var length = sizing switch
        {
            Sizing.TooLong => payload.Length + 1000,
            Sizing.Negative => -1L,
            _ => payload.Length,
        };
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), length);
        var frame = RawSocket.Masked(first, payload, mask);
        var behindLength = frame[^(payload.Length + 4)..];
        return sizing switch
        {
            Sizing.Shortest => frame,
            Sizing.In16Bits => [first, 0xFE, (byte)(payload.Length >> 8), (byte)payload.Length, .. behindLength],
            _ => [first, 0xFF, .. head[2..], .. behindLength],
        };
    }

    private static void Message(List<byte> bytes, List<string> expected, int id, (int Length, (int OpCode, byte[] Payload)[] Controls)[] fragments, uint mask)
    {
        var text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"heartbeat","id":{{id}},"data":"ä€😀ä€😀"}"""));
        var opcode = Text;
        foreach (var (length, controls) in fragments)
        {
            var count = Math.Min(length, text.Length);
            bytes.AddRange(RawSocket.Masked((byte)opcode, text.AsSpan(0, count), mask)); // In the middle of a character, too.
            Controls(bytes, expected, controls, mask);
            (text, opcode) = (text[count..], 0);
        }

        bytes.AddRange(RawSocket.Masked((byte)(0x80 | opcode), text, mask));
        expected.Add($"heartbeat {id}");
    }

    private static void Controls(List<byte> bytes, List<string> expected, (int OpCode, byte[] Payload)[] controls, uint mask)
    {
        foreach (var (opcode, payload) in controls)
        {
            bytes.AddRange(RawSocket.Masked((byte)(0x80 | opcode), payload, mask));
            if (opcode == Ping)
            {
                expected.Add($"pong {Convert.ToHexString(payload)}");
            }
        }
    }

    private static string Describe(RawFrame frame) => frame.OpCode switch
    {
        Text => $"{JsonElement.Parse(frame.Text).Type()} {JsonElement.Parse(frame.Text).GetProperty("id")}",
        Pong => $"pong {Convert.ToHexString(frame.Payload)}",
        Close => $"close {frame.CloseCode}",
        _ => $"{frame.OpCode}",
    };

    /// <summary>What a server may send: whole frames without a mask and without reserved bits; JSON, pongs, and at most one close frame, the last.</summary>
    private static void AssertOrderly(List<RawFrame> frames)
    {
        foreach (var frame in frames)
        {
            Assert.Contains(frame.First, (byte[])[0x80 | Text, 0x80 | Close, 0x80 | Pong]);
            if (frame.OpCode == Text)
            {
                Assert.NotNull(JsonElement.Parse(frame.Payload).Type());
            }
            else
            {
                Assert.InRange(frame.Payload.Length, 0, 125);
            }
        }

        var close = frames.FindIndex(frame => frame.OpCode == Close);
        Assert.True(close < 0 || close == frames.Count - 1, "Something came behind the close frame.");

        // A close frame of the client's, be it out of random bytes, is answered with its code.
        if (close >= 0 && frames[close].CloseCode is { } code and not (>= 3000 and < 5000))
        {
            Assert.Contains(code, _closeCodes);
        }
    }

    private static async Task SendAsync(RawSocket client, byte[] bytes, int[] cuts)
    {
        try
        {
            var (start, cut) = (0, 0);
            while (start < bytes.Length)
            {
                var end = cut < cuts.Length ? Math.Min(bytes.Length, start + cuts[cut++]) : bytes.Length;
                await client.SendAsync(bytes[start..end]);
                start = end;
            }
        }
        catch (IOException)
        {
            // The server has ended it already.
        }
    }

    private static void EndSending(RawSocket client)
    {
        try
        {
            client.EndSending();
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The server has ended it already.
        }
    }

    private static async Task<List<RawFrame>> ReadToTheEndAsync(RawSocket client)
    {
        var frames = new List<RawFrame>();
        try
        {
            while (true)
            {
                frames.Add(await client.ReadFrameAsync());
            }
        }
        catch (IOException)
        {
            return frames;
        }
    }

    private async Task<RawSocket> OpenAsync()
    {
        var client = await RawSocket.OpenAsync(_host.Address, $"/ws?client_id={_prefix}-{Interlocked.Increment(ref _number)}");
        Assert.Contains("device_connected", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
        return client;
    }

    private async Task AssertOthersAreServedAsync(SocketClient other, string topic)
    {
        Assert.Empty(await other.DrainAsync());
        Assert.Equal(200, (await _host.AdministerAsync("/ws/broadcast", new { data = new { after = "all" }, subscription_filter = topic })).Status);
        Assert.Equal("all", (await other.NextAsync()).Data().Text("after"));
        var connections = _host.Services.GetRequiredService<ConnectionRegistry>();
        await Eventually.HoldsAsync(
            "nothing is left of those that are gone",
            async () => !connections.All.Any(connection => connection.ClientId.StartsWith(_prefix, StringComparison.Ordinal))
                && !(await _host.GetStatsAsync()).GetProperty("subscription_counts").Has("fuzz"));
        _host.Log.AssertNoErrors();
    }
}
