using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace AndroidZen.SignalRNode;

/// <summary>Frames between a node and the relay: a length of four bytes, whether the receiver sent it itself, the body.</summary>
internal static class RelayFrames
{
    private const int HeaderLength = sizeof(int) + 1;

    /// <summary>Sends a frame at once. The socket's lock keeps frames whole.</summary>
    public static void Send(Socket socket, bool isOwn, ReadOnlySpan<byte> body)
    {
        var frame = ArrayPool<byte>.Shared.Rent(HeaderLength + body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        frame[sizeof(int)] = isOwn ? (byte)1 : (byte)0;
        body.CopyTo(frame.AsSpan(HeaderLength));
        lock (socket)
        {
            socket.Send(frame.AsSpan(0, HeaderLength + body.Length));
        }

        ArrayPool<byte>.Shared.Return(frame);
    }

    /// <summary>Reads frames until the other side ends.</summary>
    public static async Task ReadAsync(Socket socket, Func<bool, byte[], Task> onFrame)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(stream);
        while (await reader.ReadAsync() is { IsCompleted: false } read)
        {
            var buffer = read.Buffer;
            while (TryTake(ref buffer, out var isOwn, out var body))
            {
                await onFrame(isOwn, body);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out bool isOwn, out byte[] body)
    {
        var frame = new SequenceReader<byte>(buffer);
        (isOwn, body) = (false, []);
        if (!frame.TryReadLittleEndian(out int length) || !frame.TryRead(out var own) || !frame.TryReadExact(length, out var content))
        {
            return false;
        }

        (isOwn, body) = (own != 0, content.ToArray());
        buffer = buffer.Slice(frame.Position);
        return true;
    }
}
