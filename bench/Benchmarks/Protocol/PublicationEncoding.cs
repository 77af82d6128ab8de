using AndroidZen.Benchmarks.Budgets;
using AndroidZen.Topics;
using AndroidZen.WebHost.Protocol;
using BenchmarkDotNet.Attributes;

namespace AndroidZen.Benchmarks.Protocol;

/// <summary>A publication becomes a frame: once, however many receive it. Budget: three times the frame, as it is today; data is copied, not parsed.</summary>
[MemoryDiagnoser]
public class PublicationEncoding
{
    private Publication _small = null!;
    private Publication _large = null!;

    [GlobalSetup]
    public void Setup() => (_small, _large) = (Samples.Publication(256), Samples.Publication(8192));

    [Benchmark, AllocationBudget(2048)]
    public int Data256() => FrameEncoder.Publication(_small).Wire.Length;

    [Benchmark, AllocationBudget(20_000)]
    public int Data8192() => FrameEncoder.Publication(_large).Wire.Length;
}
