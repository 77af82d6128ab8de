using System.Diagnostics;
using System.Globalization;

namespace AndroidZen.Load.Processes;

/// <summary>What a process has taken of the machine (Linux).</summary>
public static class ProcessUsage
{
    private const int BytesPerKilobyte = 1024;

    /// <summary>User and system time since their starts.</summary>
    public static TimeSpan ProcessorTime(IEnumerable<int> processIds)
    {
        ArgumentNullException.ThrowIfNull(processIds);
        return processIds.Aggregate(TimeSpan.Zero, (sum, processId) => sum + ProcessorTime(processId));
    }

    /// <summary>User and system time since its start.</summary>
    public static TimeSpan ProcessorTime(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>Its resident memory, in bytes.</summary>
    public static long ResidentBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * BytesPerKilobyte;
    }

    /// <summary>What it has made the kernel write to disks, in bytes: whole pages, the files' own and those of logs.</summary>
    public static long WrittenBytes(int processId)
    {
        const string Name = "write_bytes: ";
        var line = File.ReadLines($"/proc/{processId}/io").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }
}
