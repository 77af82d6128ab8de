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

    /// <summary>The most bytes in one write, unless a single event has more; an event counts its data and 1 KiB. Orleans' memory streams lose a write of 1 MiB or more.</summary>
    [Range(1024, 768 * 1024)]
    public int MaxBatchBytes { get; set; } = 256 * 1024;

    /// <summary>The most bytes of a single event, counted so; what is larger is left out of the stream, and read from its topic. For streams whose messages are small: Azure's queues take 48 KiB.</summary>
    [Range(1024, 2 * 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>How many events may wait for one gateway before publishers wait too.</summary>
    [Range(1, 1_000_000)]
    public int MaxPending { get; set; } = 8192;

    /// <summary>How long publishers wait for a gateway that has so many waiting. Then what comes is left out for it until its stream takes events again, and it reads the topics' history.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a failed write is tried again before its events are given up. The defaults last for 15 seconds, longer than a cluster takes to notice a dead silo.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 12;

    /// <summary>How long to wait before the first retry; each next one waits twice as long, up to 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);
}

[OptionsValidator]
internal sealed partial class DispatchOptionsValidator : IValidateOptions<DispatchOptions>;
