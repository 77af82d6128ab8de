using System.Runtime.InteropServices;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>
/// Empties this web host before anything of it stops: takes no more connections, tells each that there is to reconnect elsewhere, at a time of its own, and closes those that stay, in batches.
/// All else goes on until then: stream, heartbeats, leases, requests; so nobody misses what is published meanwhile.
/// </summary>
internal sealed partial class GatewayDrain(
    ConnectionRegistry connections,
    OpenSockets sockets,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    IOptions<WebGatewayOptions> options,
    IOptions<ClientConnectionOptions> connectionOptions,
    IOptions<HostOptions> host,
    ILogger<GatewayDrain> logger)
    : IHostedLifecycleService
{
    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hasBegun;
    private volatile bool _isOver;

    /// <summary>Whether the process stops: it is not ready, and takes no new connections.</summary>
    public bool HasBegun => _hasBegun || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Whether all connections have been closed: one that is still being opened must end.</summary>
    public bool IsOver => _isOver;

    private TimeSpan ClosingTimeout => options.Value.LeaveTimeout + connectionOptions.Value.CloseTimeout;

    /// <summary>The host's own patience is for all the rest.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Here, where all options have been found valid, and not where they are configured: the first wrong one would be all that is told.
        if (host.Value.ShutdownTimeout != Timeout.InfiniteTimeSpan)
        {
            host.Value.ShutdownTimeout += options.Value.ReadinessDelay + options.Value.DrainWindow + ClosingTimeout + options.Value.LeaveTimeout;
        }

        return Task.CompletedTask;
    }

    /// <summary>Runs before any hosted service stops: those that carry publications, the server and the silo among them.</summary>
    /// <param name="cancellationToken">The host waits no longer.</param>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        using var abort = cancellationToken.Register(Hurry);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        await _hurry.Task.WaitAsync(options.Value.ReadinessDelay, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var allClosed = sockets.WhenAllClosed();
        if (!allClosed.IsCompleted)
        {
            LogDraining(connections.Count, options.Value.DrainWindow);
            await SendAwayAsync(Task.WhenAny(allClosed, _hurry.Task));
        }

        _isOver = true;
        var last = connections.All.Count(connection => connection.End(DisconnectReason.Shutdown));
        if (!allClosed.IsCompleted)
        {
            // Before the server stops, which waits for them as long as the host has patience, and then cuts them off.
            LogClosing(last);
            await allClosed.WaitAsync(ClosingTimeout, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whoever asks a second time does not want to wait: all connections are closed at once.</summary>
    public void Hurry() => _hurry.TrySetResult();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells all, and closes those whose time has come, until the window is over; at the end there are those left that have the last batch.</summary>
    private async Task SendAwayAsync(Task ending)
    {
        var schedule = new DrainSchedule(options.Value);
        var told = new HashSet<ClientConnection>();
        var staying = new PriorityQueue<ClientConnection, TimeSpan>();
        var started = clock.GetTimestamp();
        var elapsed = TimeSpan.Zero;
        while (elapsed < schedule.Window && !ending.IsCompleted)
        {
            // Those too that were being opened when the drain began. The registry has them in the order of random ids, so that neither the oldest nor the newest go first.
            var news = connections.All.Where(told.Add).ToList();
            foreach (var (connection, departure) in news.Zip(schedule.Departures(news.Count, elapsed)))
            {
                connection.Enqueue(FrameEncoder.Reconnect(departure - elapsed, clock.GetUtcNow()));
                staying.Enqueue(connection, schedule.ClosingOf(departure));
            }

            while (staying.TryPeek(out var connection, out var closing) && closing <= elapsed)
            {
                staying.Dequeue();
                connection.End(DisconnectReason.Shutdown);
            }

            await ending.WaitAsync(schedule.NextBatch(elapsed) - elapsed, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            elapsed = clock.GetElapsedTime(started);
        }
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Hurry();
    }

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "Shutting down: {Connections} connections are told to reconnect, and those that stay are closed within {Window}. A second signal (Ctrl+C, SIGTERM) closes them at once")]
    private partial void LogDraining(int connections, TimeSpan window);

    [LoggerMessage(EventIds.Drained, LogLevel.Information, "The drain is over: {Connections} connections have stayed to the end, and are closed")]
    private partial void LogClosing(int connections);
}
