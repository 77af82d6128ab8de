using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Section <c>Gateway</c>: this web host's part in the cluster.</summary>
public sealed class WebGatewayOptions
{
    public const string SectionName = "Gateway";

    /// <summary>How often the server sends a heartbeat to every connection. A grain reminder with this period drives it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the gateway tells the cluster that it is alive; at least twice in a heartbeat interval, whatever this says.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan ReportInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how long without anything through its stream the gateway subscribes to it anew. Every report sends something through it, so at least three of <c>Gateway:ReportInterval</c>; longer
    /// than a cluster takes to notice a dead silo, during which a stream may be silent.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StreamTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the cluster counts this gateway's connections without hearing of them. Renewed with every heartbeat, of many connections in the course of the interval; at least three of <c>Gateway:HeartbeatInterval</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "1.00:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How many topics' histories are read at the same time, after a silo has died or clients have come back.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentReads { get; set; } = 64;

    /// <summary>How long a topic's history that was read for clients who came back is kept here for others.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ReplayRetention { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a call to the cluster may take on the way out: closing connections and shutting down never hang on a cluster that is gone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan LeaveTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a web host that is told to stop is unready before it sends its clients away and stops to listen: as long as a load balancer takes to notice. Nothing without one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadinessDelay { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// Within how long a web host that stops sends its clients away. Each is told (<c>reconnect</c>) when to go, evenly spread; those that stay are closed (4001). Over as soon as nobody is left. Zero
    /// closes all at once, without a word before. One second in Development. Whatever kills processes that do not stop must wait longer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to go, from when it was told to go on, before it is closed. This part of <c>Gateway:DrainWindow</c>, half of it at most, is left free at its end.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often, in a drain, those are closed whose time is over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan DrainBatchInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}

[OptionsValidator]
internal sealed partial class WebGatewayOptionsValidator : IValidateOptions<WebGatewayOptions>;
