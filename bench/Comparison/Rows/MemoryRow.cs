using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Processes;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Rows;

/// <summary>What a subscribed connection on which nothing happens costs in resident memory.</summary>
internal sealed class MemoryRow : IRow
{
    private const double Kilobyte = 1024;

    /// <summary>So that what the first connections bring once (compiled code, pools) is in the baseline.</summary>
    private const int Before = 300;
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(6);

    public string Part => Parts.Memory;

    public bool NeedsNewProcess => true;

    public IReadOnlyDictionary<string, double> Measure(RunningSystem system, RunOptions options)
    {
        using var loop = new EventLoop();
        using (var before = new Crowd(loop, system.Contender.Dialect))
        {
            before.Connect(system.Place(loop), Before, _ => [TopicNaming.Shared]);
            before.Close();
        }

        loop.RunFor(_settle);
        var baseline = system.ProcessIds.Sum(ProcessUsage.ResidentBytes);
        using var crowd = new Crowd(loop, system.Contender.Dialect);
        crowd.Connect(system.Place(loop), options.Idle, _ => [TopicNaming.Shared]);
        loop.RunFor(_settle);
        var resident = system.ProcessIds.Sum(ProcessUsage.ResidentBytes);
        crowd.ThrowIfLost();
        return new Dictionary<string, double> { [Figures.Memory] = (resident - baseline) / Kilobyte / options.Idle };
    }
}
