using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>Section <c>Connections</c>: the bounds of one WebSocket, and of all of them in this web host.</summary>
public sealed class ClientConnectionOptions
{
    public const string SectionName = "Connections";

    /// <summary>A connection from which nothing was heard for so long is closed (4005). Must exceed <c>Gateway:HeartbeatInterval</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest message a client may send, in bytes (close code 1009 beyond it).</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How many frames may wait for one connection; a connection that needs more is a slow consumer (4004). What has gathered while a silo was replaced comes in one burst.</summary>
    [Range(8, 1_000_000)]
    public int OutboxFrames { get; set; } = 16 * 1024;

    /// <summary>How many bytes of frames may wait for one connection. A single publication may have nearly 1 MiB.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public int OutboxBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The high mark: with more frames than these waiting, publications that have a key give way to later ones of the same key (docs/protocol.md, "Slow clients"). <c>Connections:OutboxFrames</c>, if that is less.</summary>
    [Range(4, 1_000_000)]
    public int OutboxHighFrames { get; set; } = 4 * 1024;

    /// <summary>The high mark in bytes. <c>Connections:OutboxBytes</c>, if that is less.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int OutboxHighBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>How many bytes of frames may wait for all connections of this host together; beyond it, those for which most waits are closed (4004). A frame that waits for many connections is there once, and counts for each.</summary>
    [Range(16L * 1024 * 1024, 1024L * 1024 * 1024 * 1024)]
    public long TotalOutboxBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>When at least so many connections, and half of them or more, have left, and nothing has changed for some seconds, memory is given back to the system, which stops the process for a moment; so too when they have come, and nothing is published meanwhile; 0: never.</summary>
    [Range(0, 10_000_000)]
    public int TrimConnections { get; set; } = 1000;

    /// <summary>How many topics one connection may be subscribed to (4505 beyond it).</summary>
    [Range(1, 1_000_000)]
    public int MaxSubscriptions { get; set; } = 1000;

    /// <summary>How many messages a client may send per second in the long run (4007 beyond it and <c>Connections:MessageBurst</c>); 0: as many as it likes.</summary>
    [Range(0, 100_000)]
    public int MessageRate { get; set; } = 1000;

    /// <summary>How many messages a client may send at once, after it has been quiet. At least <c>Connections:MaxSubscriptions</c>: a client that comes back subscribes to all its topics.</summary>
    [Range(1, 10_000_000)]
    public int MessageBurst { get; set; } = 10_000;

    /// <summary>How many connections this web host takes (4504 beyond it).</summary>
    [Range(1, 10_000_000)]
    public int MaxPerHost { get; set; } = 100_000;

    /// <summary>
    /// How many connections one user may have at this web host (4504 beyond it); 0: any number. The default leaves room for a service account whose token a whole fleet has, and for other users; where
    /// tokens are people's, some dozens are enough.
    /// </summary>
    [Range(0, 10_000_000)]
    public int MaxPerUser { get; set; } = 20_000;

    /// <summary>
    /// How many connections one address, or one /64 network of IPv6, may have at this web host (4504 beyond it); 0: any number, which is the default because a whole company, a mobile network or a
    /// reverse proxy may stand behind one address ("Behind a reverse proxy").
    /// </summary>
    [Range(0, 10_000_000)]
    public int MaxPerAddress { get; set; }

    /// <summary>How many sockets may be closing at a time: those that have been refused or told to close, and whose clients have not answered yet. Beyond it, refusals are answered with 503 instead of on the socket, and others are cut.</summary>
    [Range(1, 10_000_000)]
    public int MaxClosing { get; set; } = 10_000;

    /// <summary>How long the cluster may take to open a connection before the client is told to try again (4002).</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan OpenTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one write to the socket may take: the peer reads nothing at all, and the connection is cut (4004, which it will hardly read).</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the peer may take to answer a close frame before the transport is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class ClientConnectionOptionsValidator : IValidateOptions<ClientConnectionOptions>;
