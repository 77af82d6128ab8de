using AndroidZen.WebHost.Connections;

namespace AndroidZen.Benchmarks.Connections;

/// <summary>A transport that takes everything at once, and from which nothing comes: the kernel's part is not measured.</summary>
internal sealed class BottomlessStream : SequentialStream
{
    /// <summary>How many bytes have been written.</summary>
    public long Written { get; private set; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Written += buffer.Length;
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
