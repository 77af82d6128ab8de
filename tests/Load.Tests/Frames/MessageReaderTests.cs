using System.Text;
using AndroidZen.Load.Frames;

namespace AndroidZen.Load.Tests.Frames;

public sealed class MessageReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    public void TryRead_AnyLength_ReadsPayload(int length)
    {
        var text = new string('x', length);

        Assert.Equal([$"Text:{text}", "Text:next"], ReadInPieces([.. ServerFrames.Text(text), .. ServerFrames.Text("next")], int.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void TryRead_SplitReads_ReadsEveryMessageOnce(int pieceLength)
    {
        var longText = new string('y', 300);
        byte[] bytes = [.. ServerFrames.Text("one"), .. ServerFrames.Text(longText), .. ServerFrames.Frame(Opcode.Close, ""), .. ServerFrames.Text("two")];

        Assert.Equal(["Text:one", $"Text:{longText}", "Close:", "Text:two"], ReadInPieces(bytes, pieceLength));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void TryRead_Fragments_AreOneMessage(int pieceLength)
    {
        byte[] bytes =
        [
            .. ServerFrames.Frame(Opcode.Text, "first,", isFinal: false),
            .. ServerFrames.Frame(Opcode.Continuation, new string('z', 200), isFinal: false),
            .. ServerFrames.Frame(Opcode.Continuation, ",last"),
            .. ServerFrames.Text("next"),
        ];

        Assert.Equal([$"Text:first,{new string('z', 200)},last", "Text:next"], ReadInPieces(bytes, pieceLength));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(int.MaxValue)]
    public void TryRead_PingsBetweenFragments_AreReadOnceAndFirst(int pieceLength)
    {
        byte[] bytes =
        [
            .. ServerFrames.Frame(Opcode.Text, "first,", isFinal: false),
            .. ServerFrames.Frame(Opcode.Ping, "a"),
            .. ServerFrames.Frame(Opcode.Continuation, "second,", isFinal: false),
            .. ServerFrames.Frame(Opcode.Ping, "bb"),
            .. ServerFrames.Frame(Opcode.Continuation, "last"),
        ];

        Assert.Equal(["Ping:a", "Ping:bb", "Text:first,second,last"], ReadInPieces(bytes, pieceLength));
    }

    [Fact]
    public void TryRead_IncompleteMessage_IsNotConsumed()
    {
        byte[] bytes = [.. ServerFrames.Text("whole"), .. ServerFrames.Text("not whole").AsSpan()[..^1]];

        var reader = new MessageReader(bytes);

        Assert.True(reader.TryRead(out _, out _));
        Assert.False(reader.TryRead(out _, out _));
        Assert.Equal(ServerFrames.Text("whole").Length, reader.Consumed);
    }

    /// <summary>As a connection does: what is not consumed stands before the next piece.</summary>
    private static List<string> ReadInPieces(byte[] bytes, int pieceLength)
    {
        List<string> messages = [];
        byte[] rest = [];
        for (var at = 0; at < bytes.Length; at += Math.Min(pieceLength, bytes.Length - at))
        {
            byte[] input = [.. rest, .. bytes.AsSpan(at, Math.Min(pieceLength, bytes.Length - at))];
            var reader = new MessageReader(input);
            while (reader.TryRead(out var opcode, out var payload))
            {
                messages.Add($"{opcode}:{Encoding.UTF8.GetString(payload)}");
            }

            rest = input[reader.Consumed..];
        }

        Assert.Empty(rest);
        return messages;
    }
}
