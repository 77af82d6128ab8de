using System.Collections.Immutable;

namespace AndroidZen.Grains.Storage;

/// <summary>Lists in stored state: each write stores all of it, so they are bounded in count and in bytes.</summary>
internal static class BoundedHistory
{
    /// <summary>The newest items, the last of the list, as far as both bounds allow; the newest of all is kept in any case.</summary>
    public static ImmutableArray<T> KeepNewest<T>(this ImmutableArray<T> items, int maxCount, int maxBytes, Func<T, int> bytesOf)
    {
        var first = items.Length;
        var bytes = 0;
        while (first > 0 && items.Length - first < maxCount && (first == items.Length || bytes + bytesOf(items[first - 1]) <= maxBytes))
        {
            first--;
            bytes += bytesOf(items[first]);
        }

        return items.RemoveRange(0, first);
    }
}
