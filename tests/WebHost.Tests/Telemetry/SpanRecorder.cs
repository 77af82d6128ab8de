using System.Collections.Concurrent;
using System.Diagnostics;
using AndroidZen.TestKit;
using OpenTelemetry;

namespace AndroidZen.WebHost.Tests.Telemetry;

/// <summary>Keeps the spans that would be exported.</summary>
internal sealed class SpanRecorder : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    /// <summary>All that have ended.</summary>
    public IReadOnlyCollection<Activity> All => _spans;

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            _spans.Enqueue(data);
        }
    }

    /// <summary>The spans of a trace.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(span => span.TraceId == trace)];

    /// <summary>The spans of a trace, when it has these and no span is missing between them and <paramref name="root"/>.</summary>
    public async Task<IReadOnlyList<Activity>> WhenWholeAsync(ActivityTraceId trace, ActivitySpanId root, params string[] names)
    {
        IReadOnlyList<Activity> spans = [];
        try
        {
            await Eventually.HoldsAsync("the trace is whole", () =>
            {
                spans = Of(trace);
                return Task.FromResult(names.All(name => spans.Any(span => span.OperationName == name)) && spans.All(span => IsConnected(span, root, spans)));
            });
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The trace has not become whole: {Describe(spans)}", exception);
        }

        return spans;
    }

    /// <summary>For messages.</summary>
    public static string Describe(IEnumerable<Activity> spans) => string.Join("\n", spans.Select(span => $"{span.ParentSpanId} > {span.SpanId} {span.Source.Name}: {span.OperationName}"));

    private static bool IsConnected(Activity span, ActivitySpanId root, IReadOnlyList<Activity> spans) =>
        span.ParentSpanId == root || spans.Any(parent => parent.SpanId == span.ParentSpanId);
}
