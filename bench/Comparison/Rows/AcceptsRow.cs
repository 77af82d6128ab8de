using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Rows;

/// <summary>How many connections are accepted, subscribed and acknowledged in a second.</summary>
internal sealed class AcceptsRow : IRow
{
    public string Part => Parts.Accepts;

    public IReadOnlyDictionary<string, double> Measure(RunningSystem system, RunOptions options)
    {
        using var loop = new EventLoop();
        using var crowd = new Crowd(loop, system.Contender.Dialect);
        var window = Window.Measure(system, () => crowd.Connect(system.Place(loop), options.Accepts, _ => [TopicNaming.Shared]));
        crowd.ThrowIfLost();
        crowd.Close();
        return new Dictionary<string, double>
        {
            [Figures.Accepts] = options.Accepts / window.Elapsed.TotalSeconds,
            [Figures.Server] = window.Server,
            [Figures.Load] = window.Load,
        };
    }
}
