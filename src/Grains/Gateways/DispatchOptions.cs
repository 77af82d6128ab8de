using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Gateways;

/// <summary>Section <c>Dispatch</c>: how a silo hands publications to the streams of the web gateways.</summary>
public sealed class DispatchOptions
{
    public const string SectionName = "Dispatch";

    /// <summary>The most events in one write to a gateway's stream.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>How many events may wait for one gateway before publishers wait too.</summary>
    [Range(1, 1_000_000)]
    public int MaxPending { get; set; } = 8192;

    /// <summary>How often a failed write is tried again before its events are given up.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>How long to wait before the first retry; each next one waits twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);
}

[OptionsValidator]
internal sealed partial class DispatchOptionsValidator : IValidateOptions<DispatchOptions>;
