using AndroidZen.Benchmarks.Budgets;
using AndroidZen.Benchmarks.Connections;
using AndroidZen.Benchmarks.Protocol;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Subscriptions;
using BenchmarkDotNet.Attributes;

namespace AndroidZen.Benchmarks.Subscriptions;

/// <summary>
/// One publication from the gateway's stream to all its local connections, up to the last byte that is given to a transport. Budget: what is allocated does not grow with the receivers; it is one
/// frame, whoever gets it.
/// </summary>
[MemoryDiagnoser]
public class PublicationFanOut : ITopicSequencer
{
    /// <summary>So many that what the measuring itself allocates, some kilobytes in all, does not count where one delivery takes milliseconds and few are measured.</summary>
    private const int Deliveries = 16;

    private readonly FanOut _fanOut = new();
    private TopicReceivers _receivers = null!;
    private Publication _publication = null!;
    private long _offset;
    private long _version;

    [Params(1, 100, 10_000)]
    public int Connections { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var policy = new TopicPolicy(null, null, IsDurable: false, MayConflate: true, HistoryCount: 1000, HistoryBytes: 1024 * 1024, TimeSpan.FromMinutes(10), SnapshotKeys: 10);
        _receivers = new TopicReceivers(Samples.Topic, this, policy, TimeProvider.System);
        var connections = new Receivers();
        _publication = Samples.Publication(256);
        for (var number = 0; number < Connections; number++)
        {
            var connection = await connections.ConnectAsync(number);
            _receivers.TryReserve(connection);
            await _receivers.StateInterestAsync();
            await _receivers.ActivateAsync(connection, default, static _ => { });
        }
    }

    [Benchmark(OperationsPerInvoke = Deliveries), AllocationBudget(2048)]
    public void Deliver()
    {
        for (var n = 0; n < Deliveries; n++)
        {
            var (verdict, receivers) = _receivers.Deliver(_publication with { Position = new TopicPosition(Samples.Epoch, ++_offset) }, _fanOut);
            _fanOut.Write();
            if (verdict != LedgerVerdict.Next || receivers != Connections)
            {
                throw new InvalidOperationException($"{verdict}, {receivers} receivers");
            }
        }
    }

    bool ITopicSequencer.HasOwner => false;

    long ITopicSequencer.NextVersion() => ++_version;

    Task<TopicPosition> ITopicSequencer.StateInterestAsync(TopicInterest interest) => Task.FromResult(new TopicPosition(Samples.Epoch, 0));

    Task<TopicRead> ITopicSequencer.ReadAsync(TopicReadRequest request) => throw new NotSupportedException("Nothing is missing.");

    void ITopicSequencer.RepairBegan() => throw new InvalidOperationException("Nothing is repaired.");

    void ITopicSequencer.RepairFailed(Exception exception) => throw new InvalidOperationException("Nothing is repaired.", exception);

    void ITopicSequencer.Restarted(TopicPosition position, long lost)
    {
    }
}
