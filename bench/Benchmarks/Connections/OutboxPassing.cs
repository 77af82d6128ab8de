using AndroidZen.Benchmarks.Budgets;
using AndroidZen.Benchmarks.Protocol;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using BenchmarkDotNet.Attributes;

namespace AndroidZen.Benchmarks.Connections;

/// <summary>Frames go through a connection's outbox. Budget: nothing where the reader keeps up; where it does not, the room for what waits.</summary>
[MemoryDiagnoser]
public class OutboxPassing
{
    private const int Burst = 64;
    private const int MaxWriteBytes = 64 * 1024;

    private readonly WaitingFrame[] _batch = new WaitingFrame[256];
    private Outbox _outbox = null!;
    private Frame _frame = null!;

    [GlobalSetup]
    public void Setup()
    {
        _outbox = new Outbox(OutboxBounds.Of(new ClientConnectionOptions()));
        _frame = FrameEncoder.Publication(Samples.Publication(256));
        _ = _outbox.Take(_batch, MaxWriteBytes); // Whoever makes it is its first writer.
    }

    /// <summary>A reader that keeps up: one frame in, one out.</summary>
    [Benchmark, AllocationBudget(0)]
    public int One()
    {
        _outbox.Add(_frame, Conflation.WhenSlow);
        return TakeAll();
    }

    /// <summary>A burst, taken and joined for one write.</summary>
    [Benchmark(OperationsPerInvoke = Burst), AllocationBudget(0)]
    public int BurstOf64()
    {
        for (var number = 0; number < Burst; number++)
        {
            _outbox.Add(_frame, Conflation.WhenSlow);
        }

        return TakeAll();
    }

    /// <summary>A client that wants the latest only, and does not come to read it: 64 publications of one key become one.</summary>
    [Benchmark(OperationsPerInvoke = Burst), AllocationBudget(64)]
    public int BurstOf64LatestOnly()
    {
        for (var number = 0; number < Burst; number++)
        {
            _outbox.Add(_frame, Conflation.Always);
        }

        return TakeAll();
    }

    private int TakeAll()
    {
        var total = 0;
        while (_outbox.Take(_batch, MaxWriteBytes) is > 0 and var count)
        {
            FrameBatch.Return(FrameBatch.Join(_batch.AsSpan(0, count), out var bytes));
            total += bytes.Length;
        }

        return total;
    }
}
