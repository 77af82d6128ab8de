using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AndroidZen.Load.Reporting;

/// <summary>How a report is written to a file.</summary>
public static class ReportFile
{
    public static async Task WriteAsync<T>(T report, JsonTypeInfo<T> type, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, type) + "\n");
    }
}
