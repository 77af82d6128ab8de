using System.Diagnostics;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Telemetry;

/// <summary>A draft that waits for a commit, and the grain call that it came with, if that is recorded: the commit runs in the place of another.</summary>
internal readonly record struct TracedDraft(PublicationDraft Draft, Activity? Caller)
{
    /// <summary>A draft of the call that runs now.</summary>
    public static TracedDraft Of(PublicationDraft draft) => new(draft, Activity.Current is { Recorded: true } caller ? caller : null);
}
