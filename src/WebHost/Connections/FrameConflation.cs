using System.Runtime.InteropServices;

namespace AndroidZen.WebHost.Connections;

/// <summary>Leaves out what later publications of the same topic and key stand for, and notes at the next of the topic how many are missing before it.</summary>
internal static class FrameConflation
{
    /// <summary>Moves what stays together.</summary>
    /// <param name="ring">The frames; its length is a power of two.</param>
    /// <param name="head">Where the first is.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="least">Only frames of this kind or above are left out.</param>
    /// <param name="freedBytes">How many bytes have gone.</param>
    /// <returns>How many frames stay.</returns>
    public static int Run(WaitingFrame[] ring, int head, int count, Conflation least, out long freedBytes)
    {
        var mask = ring.Length - 1;
        var latest = new Dictionary<(string Topic, string Key), int>();
        for (var index = 0; index < count; index++)
        {
            ref var waiting = ref ring[(head + index) & mask];
            if (waiting.Conflation >= least)
            {
                latest[(waiting.Frame.Topic!, waiting.Frame.Publication.Key!)] = index;
            }
        }

        var skipped = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = 0;
        freedBytes = 0;
        for (var index = 0; index < count; index++)
        {
            var waiting = ring[(head + index) & mask];
            if (waiting.Conflation >= least && latest[(waiting.Frame.Topic!, waiting.Frame.Publication.Key!)] != index)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(skipped, waiting.Frame.Topic!, out _) += 1 + waiting.Skipped;
                freedBytes += waiting.Frame.Wire.Length;
                continue;
            }

            // Behind an acknowledgement the client counts from the position in it.
            if (waiting.Frame.Topic is { } topic && skipped.Remove(topic, out var missing) && waiting.Frame.Publication.IsPublication)
            {
                waiting = waiting with { Skipped = waiting.Skipped + missing };
            }

            ring[(head + left++) & mask] = waiting;
        }

        for (var index = left; index < count; index++)
        {
            ring[(head + index) & mask] = default;
        }

        return left;
    }
}
