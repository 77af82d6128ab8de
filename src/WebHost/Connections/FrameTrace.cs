using System.Diagnostics;

namespace AndroidZen.WebHost.Connections;

/// <summary>The trace of the publication in a frame.</summary>
/// <param name="fanOut">What its writes are parts of.</param>
/// <param name="writes">How many of them are told.</param>
internal sealed class FrameTrace(ActivityContext fanOut, int writes)
{
    private int _left = writes;

    public ActivityContext FanOut => fanOut;

    /// <summary>Whether one more write is to be told.</summary>
    public bool TryTake() => Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0;
}
