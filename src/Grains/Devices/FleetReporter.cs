using AndroidZen.Devices;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Devices;

/// <summary>
/// One per silo: the devices of this silo that have changed since the fleet was told. One call to the fleet's grain is under way at a time, and takes each device once, with its last state:
/// all samples of all devices end in that one grain, and a message for each would be the end of it.
/// </summary>
/// <param name="tell">Tells the fleet.</param>
/// <param name="clock">For the pause after a failure.</param>
/// <param name="logger">For failures.</param>
internal sealed partial class FleetReporter(Func<IReadOnlyList<DeviceSnapshot>, Task> tell, TimeProvider clock, ILogger<FleetReporter> logger)
{
    /// <summary>For a fleet's grain that moves to another silo, or a cluster that stops.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>The most devices in one call: with all it may say of itself a device has 6 KB, and after an outage all of a silo's devices wait.</summary>
    public const int MaxDevices = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceSnapshot> _changed = new(StringComparer.Ordinal);
    private bool _isTelling;

    /// <summary>Notes a change. Nobody waits for the fleet, nor fails with it.</summary>
    public void Add(DeviceSnapshot device)
    {
        lock (_lock)
        {
            _changed[device.DeviceId] = device;
            if (_isTelling)
            {
                return;
            }

            _isTelling = true;
        }

        // Behind the devices that report at the same moment (as a gateway's lane does).
        ThreadPool.UnsafeQueueUserWorkItem(static reporter => _ = reporter.TellAsync(), this, preferLocal: false);
    }

    private async Task TellAsync()
    {
        while (Take() is { } devices)
        {
            try
            {
                await tell(devices);
            }
            catch (Exception exception)
            {
                LogReportFailed(exception, devices.Length);
                PutBack(devices);
                await Task.Delay(PauseAfterFailure, clock);
            }
        }
    }

    private DeviceSnapshot[]? Take()
    {
        lock (_lock)
        {
            if (_changed.Count == 0)
            {
                _isTelling = false;
                return null;
            }

            var devices = _changed.Values.Take(MaxDevices).ToArray();
            foreach (var device in devices)
            {
                _changed.Remove(device.DeviceId);
            }

            return devices;
        }
    }

    /// <summary>What has changed again since is newer.</summary>
    private void PutBack(DeviceSnapshot[] devices)
    {
        lock (_lock)
        {
            foreach (var device in devices)
            {
                _changed.TryAdd(device.DeviceId, device);
            }
        }
    }

    [LoggerMessage(EventIds.FleetReportFailed, LogLevel.Warning, "The fleet could not be told of {Devices} devices that changed; trying again")]
    private partial void LogReportFailed(Exception exception, int devices);
}
