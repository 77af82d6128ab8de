using System.Globalization;

namespace AndroidZen.HostAgent.Readings;

/// <summary>What all processors did since boot, in clock ticks: the first line of <c>/proc/stat</c>.</summary>
internal readonly record struct CpuTimes(ulong Idle, ulong Total)
{
    // user nice system idle iowait irq softirq steal; guest and guest_nice follow, but are already part of user and nice.
    private const int CountedColumns = 8;
    private const int IdleColumn = 3;
    private const int WaitColumn = 4;

    /// <returns><see langword="null"/> if the text is not that of <c>/proc/stat</c>.</returns>
    public static CpuTimes? Parse(string stat)
    {
        foreach (var line in stat.Split('\n'))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (columns is ["cpu", .. var ticks])
            {
                return Sum(ticks);
            }
        }

        return null;
    }

    /// <summary>How many processors the lines <c>cpu0</c>, <c>cpu1</c>, … tell of.</summary>
    public static int CountProcessors(string stat) =>
        stat.Split('\n').Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3]));

    /// <returns>The busy share of the time since <paramref name="earlier"/>; <see langword="null"/> if no tick has passed.</returns>
    public double? UsageSince(CpuTimes earlier)
    {
        if (Total <= earlier.Total)
        {
            return null;
        }

        // The kernel's count of time spent waiting for a disk may go back a little.
        var idle = Idle > earlier.Idle ? Idle - earlier.Idle : 0;
        var total = Total - earlier.Total;
        return Percentage.Of(total - (double)idle, total);
    }

    private static CpuTimes? Sum(string[] ticks)
    {
        ulong idle = 0;
        ulong total = 0;
        for (var column = 0; column < Math.Min(ticks.Length, CountedColumns); column++)
        {
            if (!ulong.TryParse(ticks[column], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            total += value;
            idle += column is IdleColumn or WaitColumn ? value : 0;
        }

        return ticks.Length > IdleColumn ? new CpuTimes(idle, total) : null;
    }
}
