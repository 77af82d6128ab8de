using AndroidZen.Benchmarks.Budgets;
using AndroidZen.WebHost.Protocol;
using BenchmarkDotNet.Attributes;

namespace AndroidZen.Benchmarks.Protocol;

/// <summary>What a client said is read. Budget: its texts, no more than a kilobyte of them here.</summary>
[MemoryDiagnoser]
public class ClientMessageParsing
{
    private readonly byte[] _heartbeat = """{"type":"heartbeat","data":{}}"""u8.ToArray();
    private readonly byte[] _subscription = """{"type":"subscription","id":7,"data":{"topic":"device_status"}}"""u8.ToArray();
    private readonly byte[] _recovery = """{"type":"subscription","id":8,"data":{"topic":"device_pixel-7","since":{"epoch":"2481e45a6a244c91","offset":40},"snapshot":true,"mode":"latest"}}"""u8.ToArray();
    private readonly byte[] _invalid = """{"type":"subscription","""u8.ToArray();

    [Benchmark, AllocationBudget(512)]
    public bool Heartbeat() => ClientMessage.Parse(_heartbeat).ErrorCode is null;

    [Benchmark, AllocationBudget(512)]
    public bool Subscription() => ClientMessage.Parse(_subscription).ErrorCode is null;

    [Benchmark, AllocationBudget(512)]
    public bool Recovery() => ClientMessage.Parse(_recovery).ErrorCode is null;

    [Benchmark]
    public bool Invalid() => ClientMessage.Parse(_invalid).ErrorCode is null;
}
