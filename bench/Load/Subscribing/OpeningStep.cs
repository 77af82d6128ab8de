using System.Diagnostics.CodeAnalysis;
using System.Text;
using AndroidZen.Load.Frames;

namespace AndroidZen.Load.Subscribing;

/// <summary>One message of a client that opens, and how its answer is recognised.</summary>
/// <param name="message">What the client sends.</param>
/// <param name="answer">What is in the answer.</param>
/// <param name="refusal">What is in a refusal, just before the reason and its closing quote.</param>
public sealed class OpeningStep(string message, string answer, string? refusal = null)
{
    private readonly byte[] _answer = Encoding.UTF8.GetBytes(answer);
    private readonly byte[]? _refusal = refusal is null ? null : Encoding.UTF8.GetBytes(refusal);

    internal byte[] Frame { get; } = FrameWriter.Write(Opcode.Text, Encoding.UTF8.GetBytes(message));

    internal bool IsAnsweredBy(ReadOnlySpan<byte> text) => text.IndexOf(_answer) >= 0;

    internal bool IsRefusedBy(ReadOnlySpan<byte> text, [NotNullWhen(true)] out string? why)
    {
        why = null;
        if (_refusal is not null && text.IndexOf(_refusal) is var at and >= 0)
        {
            text = text[(at + _refusal.Length)..];
            var end = text.IndexOf((byte)'"');
            why = "refused: " + Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }

        return why is not null;
    }
}
