using System.Text;
using AndroidZen.Load.Frames;

namespace AndroidZen.Load.Subscribing;

/// <summary>One message of a client that opens, and how its answer is recognised.</summary>
public sealed class OpeningStep(string message, string answer, string? refusal = null)
{
    private readonly byte[] _answer = Encoding.UTF8.GetBytes(answer);
    private readonly byte[]? _refusal = refusal is null ? null : Encoding.UTF8.GetBytes(refusal);

    internal byte[] Frame { get; } = FrameWriter.Write(Opcode.Text, Encoding.UTF8.GetBytes(message));

    internal bool IsAnsweredBy(ReadOnlySpan<byte> text) => text.IndexOf(_answer) >= 0;

    internal bool IsRefusedBy(ReadOnlySpan<byte> text) => _refusal is not null && text.IndexOf(_refusal) >= 0;
}
