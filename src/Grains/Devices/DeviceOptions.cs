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

    /// <summary>How many bytes of metrics are kept that a device's last sample does not have; beyond it the oldest go.</summary>
    [Range(0, 1024 * 1024)]
    public int MaxOlderMetricsBytes { get; set; } = 16 * 1024;

    /// <summary>
    /// How long nothing may be heard of a device before it is disconnected. An agent that has nothing to report is heard when it answers heartbeats, and that is told with the next: with such agents, at least
    /// three of <c>Gateway:HeartbeatInterval</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a device may be silent about an action that was requested, where the request says nothing, before the action has failed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ActionTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many watchers may have a monitoring request of a device; beyond it the oldest goes.</summary>
    [Range(1, 10_000)]
    public int MaxWatchers { get; set; } = 100;

    /// <summary>How many bytes of results and parameters the kept actions may have together, beside those that run.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaxActionResultBytes { get; set; } = 256 * 1024;

    /// <summary>How long monitoring runs after a watcher has last asked for it; at least for two of its intervals.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MonitoringLease { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The window in which changes of many devices become one <c>device_status</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StatusWindow { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the fleet's figures go out on <c>performance</c>, if they have changed; never with zero.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PerformanceInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long at most somebody looks again for devices that have gone silent, when the silo has died that did it. A grain reminder with this period drives it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most devices that are asked within a second how they are: those that have gone silent, and after a restart all that have not reported since.</summary>
    [Range(1, 100_000)]
    public int MaxChecksPerSecond { get; set; } = 500;

    /// <summary>How long a change of a device's status may wait before the list of all devices has it in storage. What a device itself stores does not wait for it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RosterDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most devices in one <c>device_status</c>. A device with all it may say of itself has 6 KB, and a message must stay below 1 MiB.</summary>
    [Range(1, 150)]
    public int MaxDevicesPerMessage { get; set; } = 100;

    /// <summary>
    /// How long until the device is next written behind: at most <see cref="WriteBehindDelay"/>, and for each device at another time within it, because those that have come together, or answer
    /// heartbeats together, would be stored together for ever.
    /// </summary>
    internal TimeSpan UntilWriteBehind(GrainId device, DateTimeOffset now)
    {
        var own = Math.Floor(WriteBehindDelay.TotalMilliseconds * device.GetUniformHashCode() / uint.MaxValue);
        var since = (now - DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(own)).Ticks % WriteBehindDelay.Ticks;
        return WriteBehindDelay - TimeSpan.FromTicks(since);
    }
}

[OptionsValidator]
internal sealed partial class DeviceOptionsValidator : IValidateOptions<DeviceOptions>;
