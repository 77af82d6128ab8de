using AndroidZen.WebHost.Telemetry;

namespace AndroidZen.WebHost.Connections;

/// <summary>One write to a socket that is a part of traces, told when it is over.</summary>
internal sealed class WriteTrace
{
    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow(); // The other parts of the trace have the real time, too.
    private readonly List<FrameTrace> _traced = [];
    private readonly int _frames;
    private int _bytes;

    private WriteTrace(int frames) => _frames = frames;

    /// <summary>Looks whether any of the frames is to be told of; that of most is nothing.</summary>
    public static WriteTrace? Of(ReadOnlySpan<WaitingFrame> frames)
    {
        WriteTrace? trace = null;
        foreach (ref readonly var waiting in frames)
        {
            if (waiting.Frame.Trace is { } frame && frame.TryTake())
            {
                trace ??= new WriteTrace(frames.Length);
                trace._traced.Add(frame);
            }
        }

        return trace;
    }

    /// <summary>How much is written.</summary>
    public void Begin(int bytes) => _bytes = bytes;

    /// <summary>The write is over.</summary>
    public void End(ClientConnection connection, Exception? failure = null)
    {
        foreach (var frame in _traced)
        {
            GatewayTraces.TellWrite(frame, connection, _startedAt, _frames, _bytes, failure);
        }
    }
}
