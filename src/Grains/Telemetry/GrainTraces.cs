using System.Diagnostics;
using AndroidZen.Gateways;

namespace AndroidZen.Grains.Telemetry;

/// <summary>The silo's own parts of a trace, beside Orleans' (docs/operations.md, "Traces"). Only of requests that are recorded: none of them begins a trace.</summary>
internal static class GrainTraces
{
    private static readonly ActivitySource _source = new(GrainTelemetry.Name);

    /// <summary>One write to storage that many publications may share: a part of the trace of the first of them that is recorded, and linked with the others.</summary>
    public static Activity? StartCommit(string topic, IReadOnlyList<TracedDraft> drafts)
    {
        var parent = Activity.Current;
        if (parent is not { Recorded: true })
        {
            return null;
        }

        var links = drafts.Where(draft => draft.Caller is { } caller && caller != parent).Select(draft => new ActivityLink(draft.Caller!.Context)).Distinct();
        return _source.StartActivity(
            ActivityKind.Internal,
            parent.Context,
            [new("androidzen.topic", topic), new("androidzen.publications", drafts.Count)],
            links,
            name: "androidzen.topic.commit");
    }

    /// <summary>Events have been written to a gateway's stream, or given up: told in the trace of each that has one.</summary>
    /// <param name="events">What was written together.</param>
    /// <param name="gateway">To whose stream.</param>
    /// <param name="startedAt">When the first attempt began.</param>
    /// <param name="attempts">How many it took.</param>
    /// <param name="failure">Why they were given up.</param>
    public static void StreamWritten(IReadOnlyList<GatewayEvent> events, string gateway, DateTimeOffset startedAt, int attempts, Exception? failure = null)
    {
        for (var n = 0; n < events.Count; n++)
        {
            if (events[n].Trace is not { } trace)
            {
                continue;
            }

            using var activity = _source.StartActivity(
                "androidzen.stream.write",
                ActivityKind.Producer,
                trace.ToActivityContext(),
                [new("androidzen.gateway", gateway), new("androidzen.events", events.Count), new("androidzen.attempts", attempts)],
                startTime: startedAt);
            if (failure is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            }
        }
    }
}
