using System.Diagnostics.Metrics;
using System.Net;

namespace AndroidZen.WebHost.Connections;

/// <summary>What operators learn of the connections: one log message for each episode, and counters (docs/operations.md).</summary>
internal sealed partial class ConnectionMonitor : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AndroidZen.Gateway";

    private readonly ILogger<ConnectionMonitor> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _skipped;
    private long _publications;
    private readonly Counter<long> _slowEpisodes;
    private readonly Counter<long> _disconnects;
    private readonly Counter<long> _refusals;

    public ConnectionMonitor(IMeterFactory meters, ConnectionRegistry connections, ILogger<ConnectionMonitor> logger)
    {
        _logger = logger;
        _meter = meters.Create(MeterName);
        _delivered = _meter.CreateCounter<long>("androidzen.gateway.publications.delivered", "{publication}", "Publications handed to connections, counted for each.");
        _skipped = _meter.CreateCounter<long>("androidzen.gateway.publications.skipped", "{publication}", "Publications left out for later ones of the same key, because a client read too slowly.");
        _slowEpisodes = _meter.CreateCounter<long>("androidzen.gateway.slow_episodes", "{episode}", "Times that a connection passed its high mark and publications were left out.");
        _disconnects = _meter.CreateCounter<long>("androidzen.gateway.disconnects", "{connection}", "Connections that ended, by reason.");
        _refusals = _meter.CreateCounter<long>("androidzen.gateway.refusals", "{connection}", "Handshakes that did not become connections, by reason.");
        foreach (var reason in DisconnectReason.All)
        {
            // What is first seen at 1 has not risen, and no alert would know of the first time.
            _disconnects.Add(0, Tag(reason));
            _refusals.Add(0, Tag(reason));
        }

        _delivered.Add(0);
        _skipped.Add(0);
        _slowEpisodes.Add(0);
        _meter.CreateObservableGauge("androidzen.gateway.connections", () => connections.Count, "{connection}", "Connections that are open.");
        _meter.CreateObservableGauge("androidzen.gateway.outbox.bytes", () => connections.All.Sum(connection => connection.OutboxBytes), "By", "What waits for all connections.");
    }

    /// <summary>How many publications have been handed to connections.</summary>
    public long Publications => Volatile.Read(ref _publications);

    /// <summary>A publication has been handed to connections.</summary>
    public void Delivered(int receivers)
    {
        Interlocked.Increment(ref _publications);
        _delivered.Add(receivers);
    }

    /// <summary>A connection has passed its high mark.</summary>
    public void SlowEpisodeBegan(ClientConnection connection)
    {
        _slowEpisodes.Add(1);
        using var scope = _logger.BeginScope(connection.Scope); // Told by whoever publishes.
        LogSlowEpisodeBegan(connection.ClientId);
    }

    /// <summary>A connection has caught up.</summary>
    public void SlowEpisodeEnded(ClientConnection connection, int skipped)
    {
        _skipped.Add(skipped);
        using var scope = _logger.BeginScope(connection.Scope);
        LogSlowEpisodeEnded(connection.ClientId, skipped);
    }

    /// <summary>A connection has ended, and with it a slow episode that it was in.</summary>
    public void Disconnected(ClientConnection connection, DisconnectReason reason, TimeSpan duration)
    {
        _skipped.Add(connection.EndedSlowEpisode());
        _disconnects.Add(1, Tag(reason));
        LogDisconnected(connection.ClientId, reason.Name, duration);
    }

    /// <summary>A handshake does not become a connection.</summary>
    public void Refused(DisconnectReason reason, IPAddress? address)
    {
        _refusals.Add(1, Tag(reason));
        LogConnectionRefused(reason.Name, address);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(DisconnectReason reason) => new("reason", reason.Name);

    [LoggerMessage(EventIds.SlowEpisodeBegan, LogLevel.Information, "{ClientId} reads too slowly: of publications with a key it gets the latest only until it has caught up")]
    private partial void LogSlowEpisodeBegan(string clientId);

    [LoggerMessage(EventIds.SlowEpisodeEnded, LogLevel.Information, "{ClientId} has caught up; publications left out: {Skipped}")]
    private partial void LogSlowEpisodeEnded(string clientId, int skipped);

    [LoggerMessage(EventIds.ConnectionRefused, LogLevel.Information, "Refused a connection from {Address}: {Reason}")]
    private partial void LogConnectionRefused(string reason, IPAddress? address);

    [LoggerMessage(EventIds.Disconnected, LogLevel.Information, "{ClientId} disconnected: {Reason}, after {Duration}")]
    private partial void LogDisconnected(string clientId, string reason, TimeSpan duration);
}
