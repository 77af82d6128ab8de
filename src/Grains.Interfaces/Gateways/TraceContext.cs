using System.Diagnostics;

namespace AndroidZen.Gateways;

/// <summary>Where a publication belongs in a trace (W3C Trace Context), for the way through the stream, which no ambient context takes. Only with what is recorded.</summary>
/// <param name="TraceParent">The header of that name.</param>
/// <param name="TraceState">The header of that name.</param>
[GenerateSerializer, Immutable, Alias("androidzen.trace-context")]
public sealed record TraceContext([property: Id(0)] string TraceParent, [property: Id(1)] string? TraceState)
{
    /// <summary>That of an activity; <see langword="null"/> if it is not recorded, which costs nothing.</summary>
    public static TraceContext? Of(Activity? activity) => activity is { Recorded: true, Id: { } id, IdFormat: ActivityIdFormat.W3C } ? new(id, activity.TraceStateString) : null;

    /// <summary>As the parent of an activity in another process; none if it is not well formed.</summary>
    public ActivityContext ToActivityContext() => ActivityContext.TryParse(TraceParent, TraceState, isRemote: true, out var context) ? context : default;
}
