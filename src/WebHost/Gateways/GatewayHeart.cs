using AndroidZen.Gateways;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Passes the cluster's heartbeat on to every connection and closes those that have been silent for too long.</summary>
internal sealed partial class GatewayHeart(
    ConnectionRegistry connections, TimeProvider clock, IOptions<ClientConnectionOptions> options, ILogger<GatewayHeart> logger)
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastHeardTicks = clock.GetUtcNow().UtcTicks;
    private long _lastBeatTicks = clock.GetUtcNow().UtcTicks;

    /// <summary>When anything last came through the stream.</summary>
    public DateTimeOffset LastHeard => new(Volatile.Read(ref _lastHeardTicks), TimeSpan.Zero);

    /// <summary>When the connections were last sent a heartbeat, wherever it came from.</summary>
    public DateTimeOffset LastBeat => new(Volatile.Read(ref _lastBeatTicks), TimeSpan.Zero);

    /// <summary>Completes with the first heartbeat: the way from silo to gateway is open.</summary>
    public Task First => _first.Task;

    /// <summary>Completes with the next heartbeat.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Something has come through the gateway's stream.</summary>
    public void MarkHeard() => Volatile.Write(ref _lastHeardTicks, clock.GetUtcNow().UtcTicks);

    /// <summary>A heartbeat has come through the gateway's stream.</summary>
    public void OnHeartbeat(GatewayHeartbeat heartbeat)
    {
        MarkHeard();
        LogHeartbeatPassedOn(heartbeat.SentAt, connections.Count);
        Beat();
        _first.TrySetResult();
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Sends a heartbeat to every connection, wherever it comes from.</summary>
    public void Beat()
    {
        Volatile.Write(ref _lastBeatTicks, clock.GetUtcNow().UtcTicks);
        CloseSilentConnections();
        var frame = FrameEncoder.Heartbeat(clock.GetUtcNow());
        var fanOut = FanOut.OfThisThread;
        foreach (var connection in connections.All)
        {
            connection.Enqueue(frame, fanOut: fanOut);
        }

        fanOut.Write();
    }

    /// <summary>Closes the connections from which nothing was heard for <see cref="ClientConnectionOptions.IdleTimeout"/>.</summary>
    /// <returns>Those that were closed.</returns>
    public IReadOnlyList<ClientConnection> CloseSilentConnections()
    {
        var limit = clock.GetUtcNow() - options.Value.IdleTimeout;
        return [.. connections.All.Where(connection => connection.LastHeard <= limit && connection.End(DisconnectReason.NoHeartbeat))];
    }

    [LoggerMessage(EventIds.HeartbeatPassedOn, LogLevel.Debug, "Heartbeat of {SentAt} passed on to {Connections} connections")]
    private partial void LogHeartbeatPassedOn(DateTimeOffset sentAt, int connections);
}
