using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Gateways;

/// <summary>Section <c>GatewayWatch</c>: when a silo holds a web gateway for dead.</summary>
public sealed class GatewayWatchOptions
{
    public const string SectionName = "GatewayWatch";

    /// <summary>After how many heartbeat intervals without a report a gateway is dead, and its connections are removed. The default notices it within <c>Gateway:Lease</c>.</summary>
    [Range(2, 100)]
    public int MissedHeartbeats { get; set; } = 2;

    /// <summary>How long a gateway may take to answer a question before it is left out of the answer; less than <c>Cluster:ResponseTimeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a gateway may take to close connections. More than <c>Gateway:LeaveTimeout</c>, which bounds its part of that, and less than <c>Cluster:ResponseTimeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(8);
}

[OptionsValidator]
internal sealed partial class GatewayWatchOptionsValidator : IValidateOptions<GatewayWatchOptions>;
