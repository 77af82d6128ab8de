using System.Text.Json;
using AndroidZen.Protocol;

namespace AndroidZen.Devices;

/// <summary>Finds the readings in a sample of metrics.</summary>
public static class DeviceReadingsReader
{
    // The deepest that Utf8JsonWriter writes: how deep a message may be is not decided here.
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 1000 };

    /// <summary>
    /// The readings among the top-level members. A value that is no number, or outside 0 to 100, is no reading: it is still delivered, but
    /// does not become part of the device's status.
    /// </summary>
    public static DeviceReadings Read(MessageData metrics)
    {
        var readings = default(DeviceReadings);
        var reader = new Utf8JsonReader(metrics.Utf8, _options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBattery = IsNamed(ref reader, "battery_level"u8);
            var isCpu = IsNamed(ref reader, "cpu_usage"u8);
            var isMemory = IsNamed(ref reader, "memory_usage"u8);
            var isStorage = IsNamed(ref reader, "storage_usage"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && value is >= 0 and <= 100)
            {
                readings = new DeviceReadings
                {
                    BatteryLevel = isBattery ? value : readings.BatteryLevel,
                    CpuUsage = isCpu ? value : readings.CpuUsage,
                    MemoryUsage = isMemory ? value : readings.MemoryUsage,
                    StorageUsage = isStorage ? value : readings.StorageUsage,
                };
            }

            reader.Skip();
        }

        return readings;
    }

    private static bool IsNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueIsEscaped
        ? !JsonText.HasSurrogateEscape(reader.ValueSpan) && reader.ValueTextEquals(name)
        : reader.ValueSpan.SequenceEqual(name);
}
