using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.HandOver;

/// <summary>Section <c>HandOver</c>: how a silo that is stopped in good order gives what it has in memory alone, the topics that are not stored, to the others.</summary>
public sealed class HandOverOptions
{
    public const string SectionName = "HandOver";

    /// <summary>How long it may take; what has not been handed over by then ends with the silo, and subscribers are told so. The process' own time to stop (<c>shutdownTimeoutSeconds</c>) counts from there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many topics are on their way at a time. Together, their histories must fit into one of Orleans' messages, 100 MB.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; set; } = 16;

    /// <summary>How long one topic may take; one that takes longer waits for something that does not come, and ends with the silo.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class HandOverOptionsValidator : IValidateOptions<HandOverOptions>;
