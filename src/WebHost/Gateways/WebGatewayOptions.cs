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

    /// <summary>How long the cluster counts this gateway's connections without hearing of them. Renewed with every heartbeat; must exceed two of <c>Gateway:HeartbeatInterval</c>.</summary>
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
}

[OptionsValidator]
internal sealed partial class WebGatewayOptionsValidator : IValidateOptions<WebGatewayOptions>;
