using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Presence;

/// <summary>Section <c>Presence</c>: when a topic whose rule says <c>Presence</c> tells that somebody has left.</summary>
public sealed class PresenceOptions
{
    public const string SectionName = "Presence";

    /// <summary>For how long a <c>client_id</c> that has left a topic may come back, to whichever web host, as if it had never left. Only then others are told.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LeaveDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a topic's presence that begins anew, because its silo has died, waits to hear from web hosts before it tells that those are gone whom it has told of before. As long as <c>Gateway:Lease</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RestoreDelay { get; set; } = TimeSpan.FromSeconds(90);
}

[OptionsValidator]
internal sealed partial class PresenceOptionsValidator : IValidateOptions<PresenceOptions>;
