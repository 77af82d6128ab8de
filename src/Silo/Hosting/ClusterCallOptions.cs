using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Hosting;

/// <summary>Section <c>Cluster</c>: how a process deals with the rest of the cluster.</summary>
public sealed class ClusterCallOptions
{
    public const string SectionName = "Cluster";

    /// <summary>How long a call between processes may take before its caller is told that nobody answers. Calls to a silo that has been killed last as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class ClusterCallOptionsValidator : IValidateOptions<ClusterCallOptions>;
