using System.Diagnostics;
using AndroidZen.Gateways;
using AndroidZen.Silo.Telemetry;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Telemetry;

/// <summary>The web gateway's parts of a trace (docs/operations.md, "Traces"). What is not recorded costs a look at a field.</summary>
internal sealed class GatewayTraces(IOptions<TelemetryOptions> options)
{
    /// <summary>What publishing over a socket is called: the beginning of a trace, as an HTTP request is.</summary>
    private const string SocketPublish = "androidzen.socket.publish";

    private static readonly ActivitySource _source = new(ConnectionMonitor.MeterName);

    /// <summary>A client publishes over its socket.</summary>
    public static Activity? StartPublish(ClientConnection connection, string type)
    {
        var activity = _source.StartActivity(SocketPublish, ActivityKind.Server);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("androidzen.type", type).SetTag("androidzen.connection", connection.Id);
        }

        return activity;
    }

    /// <summary>
    /// A publication has come through the stream, and goes to its receivers. It is a child of what published it, and not linked with that, because it has no other cause; the batch of the stream,
    /// which has publications of many traces, is not told.
    /// </summary>
    public static Activity? StartFanOut(GatewayEvent gatewayEvent)
    {
        if (gatewayEvent is not { Trace: { } trace, Publication: { } publication })
        {
            return null;
        }

        var activity = _source.StartActivity("androidzen.fan_out", ActivityKind.Consumer, trace.ToActivityContext());
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("androidzen.topic", publication.Topic).SetTag("androidzen.epoch", publication.Position.Epoch).SetTag("androidzen.offset", publication.Position.Offset);
        }

        return activity;
    }

    /// <summary>A frame has been written to a socket, with whatever else waited for that; or could not be.</summary>
    public static void TellWrite(FrameTrace frame, ClientConnection connection, DateTimeOffset startedAt, int frames, int bytes, Exception? failure)
    {
        using var activity = _source.StartActivity(
            "androidzen.socket.write",
            ActivityKind.Producer,
            frame.FanOut,
            [new("androidzen.connection", connection.Id), new("androidzen.frames", frames), new("androidzen.bytes", bytes)],
            startTime: startedAt);
        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    /// <summary>What the frame of a publication must know so that its writes are told, if its fan-out is.</summary>
    public FrameTrace? ForFrame(Activity? fanOut) => fanOut is { Recorded: true } && options.Value.TracedWrites > 0 ? new(fanOut.Context, options.Value.TracedWrites) : null;
}
