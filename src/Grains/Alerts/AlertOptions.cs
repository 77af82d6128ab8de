using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Alerts;

/// <summary>Section <c>Alerts</c>: how many security alerts are kept, and what becomes of one that nobody acknowledges.</summary>
public sealed class AlertOptions
{
    public const string SectionName = "Alerts";

    /// <summary>How long an alert may be open before it is told again, once, as escalated; 0: for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan EscalateAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many alerts may be open; beyond it the oldest is given up, and the log warns of it.</summary>
    [Range(1, 100_000)]
    public int MaxOpen { get; set; } = 10_000;

    /// <summary>How many acknowledged alerts are kept; beyond it that one goes which was acknowledged first.</summary>
    [Range(1, 100_000)]
    public int MaxAcknowledged { get; set; } = 1000;

    /// <summary>How many bytes all alerts may have together, beside the latest; beyond it acknowledged ones go, then open ones. Whoever subscribes with <c>snapshot</c> gets all that are open.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The most bytes of alerts in one answer to <c>GET /alerts</c>, beside the first; the others are behind <c>next_cursor</c>.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 1024 * 1024;

    /// <summary>The most changes of alerts that share one write to storage.</summary>
    [Range(1, 10_000)]
    public int MaxCommitBatch { get; set; } = 256;

    /// <summary>The most alerts in one record of the storage; so many changes are also repeated by each write, before they get into such records.</summary>
    [Range(1, 10_000)]
    public int PageAlerts { get; set; } = 100;

    /// <summary>The most bytes of alerts in one record of the storage, and of changes that each write repeats; a single alert may have more.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int PageBytes { get; set; } = 64 * 1024;
}

[OptionsValidator]
internal sealed partial class AlertOptionsValidator : IValidateOptions<AlertOptions>;
