using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.DeviceSimulator.Servers;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator.Watching;

/// <summary>Those who look at the fleet: one at <c>device_status</c>, one at <c>performance</c>, and one at each of some devices' metrics.</summary>
internal sealed class Watchers : IDisposable
{
    private readonly Fleet _fleet;
    private readonly int _watched;
    private readonly Crowd _ofStatus;
    private readonly Crowd _ofFigures;
    private readonly Crowd _ofMetrics;

    public Watchers(EventLoop loop, Fleet fleet, int watched, DeviceTokens tokens)
    {
        (_fleet, _watched, Status, Figures) = (fleet, watched, new StatusWatcher(fleet), new FleetFiguresWatcher(fleet));
        var token = tokens.Watcher();
        _ofStatus = new Crowd(loop, new PlatformDialect(), token) { Observers = [Status] };
        _ofFigures = new Crowd(loop, new PlatformDialect(), token) { Observers = [Figures] };
        _ofMetrics = new Crowd(loop, new PlatformDialect(), token) { Observers = [Metrics] };
    }

    public StatusWatcher Status { get; }

    public FleetFiguresWatcher Figures { get; }

    /// <summary>From a report to its device's watcher.</summary>
    public LatencyRecorder Metrics { get; } = new();

    /// <summary>Connections that ended before they were meant to, by cause.</summary>
    public IEnumerable<KeyValuePair<string, int>> Losses => All.SelectMany(crowd => crowd.Losses);

    private Crowd[] All => [_ofStatus, _ofFigures, _ofMetrics];

    /// <summary>Whether the metrics of a device are watched.</summary>
    public bool IsWatched(int device) => device % Stride == 0 && device / Stride < _watched;

    public void Connect(SubscriberPlace place, CancellationToken stopping)
    {
        _ofStatus.Connect(place, 1, _ => ["device_status"], stopping: stopping);
        _ofFigures.Connect(place, 1, _ => ["performance"], stopping: stopping);
        _ofMetrics.Connect(place, _watched, number => ["metrics_" + _fleet.IdOf(number * Stride)], stopping: stopping);
    }

    /// <summary>From now on it counts.</summary>
    public void Begin(long now)
    {
        Metrics.Reset();
        Metrics.From = now;
        Status.Begin(now);
        Figures.Reset();
    }

    public void Close() => Array.ForEach(All, crowd => crowd.Close());

    public void Dispose() => Array.ForEach(All, crowd => crowd.Dispose());

    private int Stride => Math.Max(1, _fleet.Count / Math.Max(1, _watched));
}
