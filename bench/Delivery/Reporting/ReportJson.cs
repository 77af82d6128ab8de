using System.Text.Json;
using System.Text.Json.Serialization;

namespace AndroidZen.Delivery.Reporting;

/// <summary>How a report is written to a file.</summary>
[JsonSerializable(typeof(Report))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static async Task WriteAsync(Report report, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, Default.Report) + "\n");
    }
}
