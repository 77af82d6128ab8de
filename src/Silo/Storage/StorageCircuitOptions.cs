using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Silo.Storage;

/// <summary>Section <c>Storage</c>: when a silo takes its storage for away, and then refuses at once what needs it (503), but for one operation now and then that finds out whether it is back.</summary>
public sealed class StorageCircuitOptions
{
    public const string SectionName = "Storage";

    /// <summary>How many operations must have failed, and half of all, within <c>Window</c>.</summary>
    [Range(2, 10_000)]
    public int Failures { get; set; } = 2;

    /// <summary>Within how long; longer than <c>Timeout</c>, or two operations that hang, one after the other, would not count together.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>How long everything is refused before one operation is let through.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan Break { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an operation may take; a longer one has failed. Calls of grains wait for <c>Cluster:ResponseTimeout</c> only.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class StorageCircuitOptionsValidator : IValidateOptions<StorageCircuitOptions>;
