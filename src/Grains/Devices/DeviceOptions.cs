using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Devices;

/// <summary>Section <c>Devices</c>: what is kept of a device, and when it is stored and told.</summary>
public sealed class DeviceOptions
{
    public const string SectionName = "Devices";

    /// <summary>How long a sample of metrics may stay in memory before it is stored. A silo's death loses at most this much.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan WriteBehindDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many actions are kept of a device; beyond it the oldest goes.</summary>
    [Range(1, 1000)]
    public int MaxActions { get; set; } = 50;

    /// <summary>How many bytes of results the kept actions may have together, beside the latest.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaxActionResultBytes { get; set; } = 256 * 1024;

    /// <summary>How long monitoring runs after it was last asked for; at least for two of its intervals.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MonitoringLease { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The window in which changes of many devices become one <c>device_status</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StatusWindow { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most devices in one <c>device_status</c>. A device with all it may say of itself has 6 KB, and a message must stay below 1 MiB.</summary>
    [Range(1, 150)]
    public int MaxDevicesPerMessage { get; set; } = 100;
}

[OptionsValidator]
internal sealed partial class DeviceOptionsValidator : IValidateOptions<DeviceOptions>;
