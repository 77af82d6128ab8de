using System.Text;
using AndroidZen.Load.Frames;

namespace AndroidZen.Load.Tests.Frames;

/// <summary>Frames as a server writes them: without a mask.</summary>
internal static class ServerFrames
{
    private const byte Final = 0x80;

    public static byte[] Text(string text) => Frame(Opcode.Text, text);

    public static byte[] Frame(Opcode opcode, string payload, bool isFinal = true)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        byte[] length = bytes.Length switch
        {
            < 126 => [(byte)bytes.Length],
            <= ushort.MaxValue => [126, (byte)(bytes.Length >> 8), (byte)bytes.Length],
            _ => [127, 0, 0, 0, 0, (byte)(bytes.Length >> 24), (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length],
        };
        return [(byte)((isFinal ? Final : 0) | (byte)opcode), .. length, .. bytes];
    }
}
