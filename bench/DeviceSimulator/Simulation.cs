using System.Diagnostics;
using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.DeviceSimulator.Reporting;
using AndroidZen.DeviceSimulator.Sending;
using AndroidZen.DeviceSimulator.Servers;
using AndroidZen.DeviceSimulator.Watching;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator;

/// <summary>Registers the devices, connects their agents and watchers, lets them report, and waits for what is under way.</summary>
internal sealed partial class Simulation : IDisposable
{
    /// <summary>What the first devices and sockets bring once is in the memory before.</summary>
    private const int First = 300;

    /// <summary>Batches under way while devices are registered.</summary>
    private const int Registering = 4;

    /// <summary>A server gives memory back when nothing has happened for some seconds.</summary>
    private static readonly TimeSpan _settle = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private readonly SimulatorOptions _options;
    private readonly IServer _server;
    private readonly CancellationToken _stopping;
    private readonly EventLoop _loop = new();
    private readonly SubscriberPlace _place;
    private readonly Fleet _fleet;
    private readonly ReportLedger _ledger = new();
    private readonly Crowd _agents;
    private readonly AgentSockets _sockets;
    private readonly MetricsBatches _batches;
    private readonly Watchers _watchers;
    private readonly ReportSchedule _schedule;
    private readonly Progress _progress;
    private long _start;
    private bool _isReporting;
    private long _watchedSent;

    private Simulation(SimulatorOptions options, IServer server, CancellationToken stopping)
    {
        (_options, _server, _stopping) = (options, server, stopping);
        var tokens = new DeviceTokens(server.SigningKey);
        _place = new SubscriberPlace(_loop, server.Address);
        _fleet = new Fleet(options.Devices);
        _schedule = new ReportSchedule(options.Devices, options.Interval);
        _watchers = new Watchers(_loop, _fleet, options.Watched, tokens);
        _agents = new Crowd(_loop, new AgentDialect(), number => tokens.Agent(_fleet.IdOf(number)));
        _sockets = new AgentSockets(_agents, _fleet, _ledger);
        _agents.Observers = [_sockets];
        _batches = new MetricsBatches(_loop, server.Address, tokens.Publisher(), options.BatchSize, _fleet, _ledger);
        _progress = new Progress(_agents, _ledger, _watchers);
        _loop.Turned += _progress.Look;
        _loop.Turned += ReportDue;
    }

    private IReportChannel Channel => _options.Via == Ways.Batch ? _batches : _sockets;

    public static Task<SimulationReport> RunAsync(SimulatorOptions options, IServer server, CancellationToken cancellationToken) =>

        // A thread of its own: it never waits for anything but its sockets.
        Task.Factory.StartNew(() =>
        {
            using var simulation = new Simulation(options, server, cancellationToken);
            return simulation.Run();
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        _watchers.Dispose();
        _agents.Dispose();
        _batches.Dispose();
        _loop.Dispose();
    }

    private SimulationReport Run()
    {
        var memory = new MemorySteps();
        var first = Math.Min(First, _options.Devices / 10);
        Register(0, first);
        BringOut(first);
        memory.Before = Settle();
        var registering = Stopwatch.GetTimestamp();
        Register(first, _options.Devices);
        var registered = Stopwatch.GetElapsedTime(registering);
        memory.Registered = Settle();
        TimeSpan? connected = null;
        if (_options.Via == Ways.Sockets)
        {
            connected = _agents.Connect(_place, _options.Devices, _ => [], stopping: _stopping);
            memory.Connected = Settle();
        }

        _watchers.Connect(_place, _stopping);
        (_start, _isReporting) = (Stopwatch.GetTimestamp(), true);
        RunFor(_options.Warmup);
        var window = Measure();
        memory.End = ResidentBytes();
        _isReporting = false;
        Channel.Flush();
        _loop.TryRunUntil(() => _stopping.IsCancellationRequested || (_ledger.UnderWay == 0 && _watchers.Metrics.Read == _watchedSent && _watchers.Figures.IsTrue), _patience);
        var report = Report(window, memory, (_options.Devices - first) / registered.TotalSeconds, _options.Devices / connected?.TotalSeconds, first);
        Close();
        return report;
    }

    private Window Measure()
    {
        var before = ServerUsage.Of(_server);
        var now = Stopwatch.GetTimestamp();
        _ledger.Latency.Reset();
        _ledger.Latency.From = now;
        _watchers.Begin(now);
        var (sent, acknowledged, states) = (_ledger.Sent, _ledger.Acknowledged, _watchers.Status.States);
        RunFor(_options.Duration / 2);
        Channel.Flush();
        var silent = _fleet.Silence(_options.Silence);
        if (_options.Via == Ways.Sockets)
        {
            _sockets.FallSilent(silent);
        }

        RunFor(_options.Duration / 2);
        return new Window(
            Stopwatch.GetElapsedTime(now), _ledger.Sent - sent, _ledger.Acknowledged - acknowledged, _watchers.Status.States - states, before, ServerUsage.Of(_server));
    }

    private void ReportDue()
    {
        while (_isReporting && _schedule.TryTake(Stopwatch.GetElapsedTime(_start), out var device))
        {
            if (!_fleet.IsSilent(device))
            {
                _watchedSent += _watchers.IsWatched(device) ? 1 : 0;
                Channel.Report(device);
            }
        }
    }

    /// <summary>The first report of each device, over REST: the server has their twins then, and no sockets.</summary>
    private void Register(int from, int to)
    {
        for (var device = from; device < to; device++)
        {
            _batches.Report(device);
            if (_ledger.UnderWay > Registering * _options.BatchSize)
            {
                _loop.RunUntil(() => _ledger.UnderWay <= Registering * _options.BatchSize || _stopping.IsCancellationRequested, _patience, "batches that register devices");
            }
        }

        _batches.Flush();
        _loop.RunUntil(() => _ledger.UnderWay == 0 || _stopping.IsCancellationRequested, _patience, "batches that register devices");
    }

    /// <summary>Some sockets that come and go.</summary>
    private void BringOut(int count)
    {
        using var crowd = new Crowd(_loop, new AgentDialect());
        crowd.Connect(_place, count, _ => [], stopping: _stopping);
        crowd.Close();
    }

    private long? Settle()
    {
        if (_server.ProcessId is not null)
        {
            RunFor(_settle);
        }

        return ResidentBytes();
    }

    private long? ResidentBytes() => _server.ProcessId is { } processId ? Load.Processes.ProcessUsage.ResidentBytes(processId) : null;

    private void RunFor(TimeSpan duration) => _loop.TryRunUntil(() => _stopping.IsCancellationRequested, duration);

    private void Close()
    {
        _loop.Turned -= _progress.Look;
        _watchers.Close();
        if (_fleet.Silent == 0)
        {
            _agents.Close(); // Those that are silent would not answer.
        }
    }
}
