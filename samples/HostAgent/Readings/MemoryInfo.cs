using System.Globalization;

namespace AndroidZen.HostAgent.Readings;

/// <summary>The machine's memory, in bytes.</summary>
internal readonly record struct MemoryInfo(long Total, long Available)
{
    private const long BytesPerKibibyte = 1024;

    public double? Usage => Percentage.Of(Total - (double)Available, Total);

    /// <summary>Reads the text of <c>/proc/meminfo</c>.</summary>
    /// <returns><see langword="null"/> if it does not say how much memory there is, or how much of it is free.</returns>
    public static MemoryInfo? Parse(string meminfo)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in meminfo.Split('\n'))
        {
            var parts = line.Split([':', ' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length >= 2
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes)
                && kibibytes <= long.MaxValue / BytesPerKibibyte)
            {
                sizes[parts[0]] = kibibytes * BytesPerKibibyte;
            }
        }

        if (!sizes.TryGetValue("MemTotal", out var total) || total == 0)
        {
            return null;
        }

        if (sizes.TryGetValue("MemAvailable", out var available))
        {
            return new MemoryInfo(total, Math.Min(available, total));
        }

        // Kernels before 3.14 leave the sum to the reader: caches are given up when memory is asked for.
        return sizes.TryGetValue("MemFree", out var free)
            ? new MemoryInfo(total, Math.Min(free + sizes.GetValueOrDefault("Buffers") + sizes.GetValueOrDefault("Cached"), total))
            : null;
    }
}
