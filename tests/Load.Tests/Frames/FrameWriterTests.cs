using AndroidZen.Load.Frames;

namespace AndroidZen.Load.Tests.Frames;

public sealed class FrameWriterTests
{
    [Fact]
    public void Write_ShortText_IsFinalAndMaskedWithZero() =>
        Assert.Equal([0x81, 0x82, 0, 0, 0, 0, (byte)'h', (byte)'i'], FrameWriter.Write(Opcode.Text, "hi"u8));

    [Theory]
    [InlineData(126, new byte[] { 0x82, 0xfe, 0, 126 })]
    [InlineData(65536, new byte[] { 0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0 })]
    public void Write_LongPayload_HasLongLength(int length, byte[] head)
    {
        var frame = FrameWriter.Write(Opcode.Binary, new byte[length]);

        Assert.Equal(head, frame[..head.Length]);
        Assert.Equal(head.Length + 4 + length, frame.Length);
    }
}
