using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>Section <c>Connections</c>: the bounds of one WebSocket.</summary>
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

    /// <summary>The high mark: with more frames than these waiting, publications that have a key give way to later ones of the same key (docs/protocol.md, "Slow clients"). Less than <c>Connections:OutboxFrames</c>.</summary>
    [Range(4, 1_000_000)]
    public int OutboxHighFrames { get; set; } = 4 * 1024;

    /// <summary>The high mark in bytes. Less than <c>Connections:OutboxBytes</c>.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int OutboxHighBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>How many bytes of frames may wait for all connections of this host together; beyond it, those for which most waits are closed (4004). A frame that waits for many connections is there once, and counts for each.</summary>
    [Range(16L * 1024 * 1024, 1024L * 1024 * 1024 * 1024)]
    public long TotalOutboxBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>How many topics one connection may be subscribed to.</summary>
    [Range(1, 1_000_000)]
    public int MaxSubscriptions { get; set; } = 1000;

    /// <summary>How long one write to the socket may take: the peer reads nothing at all, and the connection is cut (4004, which it will hardly read).</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the peer may take to answer a close frame before the transport is cut.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class ClientConnectionOptionsValidator : IValidateOptions<ClientConnectionOptions>;
