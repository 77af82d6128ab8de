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
internal sealed partial class FleetReporter(Func<FleetChanges, Task> tell, TimeProvider clock, ILogger<FleetReporter> logger)
{
    /// <summary>For a fleet's grain that moves to another silo, or a cluster that stops.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>The most devices in one call: with all it may say of itself a device has 6 KB, and after an outage all of a silo's devices wait.</summary>
    public const int MaxDevices = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceSnapshot> _changed = new(StringComparer.Ordinal);
    private readonly List<FleetTransition> _transitions = [];
    private bool _isTelling;

    /// <summary>Notes a change, and whether it is a coming or going. Nobody waits for the fleet, nor fails with it.</summary>
    public void Add(DeviceSnapshot device, DeviceTransition transition = DeviceTransition.None)
    {
        lock (_lock)
        {
            _changed[device.DeviceId] = device;
            if (transition != DeviceTransition.None)
            {
                _transitions.Add(new FleetTransition(device, transition));
            }

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
        while (Take() is { } changes)
        {
            try
            {
                await tell(changes);
            }
            catch (Exception exception)
            {
                LogReportFailed(exception, changes.Devices.Count);
                PutBack(changes);
                await Task.Delay(PauseAfterFailure, clock);
            }
        }
    }

    private FleetChanges? Take()
    {
        lock (_lock)
        {
            if (_changed.Count == 0 && _transitions.Count == 0)
            {
                _isTelling = false;
                return null;
            }

            FleetTransition[] transitions = [.. _transitions.Take(MaxDevices)];
            _transitions.RemoveRange(0, transitions.Length);
            return new FleetChanges { Devices = TakeDevices(), Transitions = transitions };
        }
    }

    private DeviceSnapshot[] TakeDevices()
    {
        DeviceSnapshot[] devices = [.. _changed.Values.Take(MaxDevices)];
        if (devices.Length == _changed.Count)
        {
            _changed.Clear(); // Removed one by one, they would leave holes, which the next look would have to pass.
            return devices;
        }

        foreach (var device in devices)
        {
            _changed.Remove(device.DeviceId);
        }

        return devices;
    }

    /// <summary>What has changed again since is newer.</summary>
    private void PutBack(FleetChanges changes)
    {
        lock (_lock)
        {
            _transitions.InsertRange(0, changes.Transitions);
            foreach (var device in changes.Devices)
            {
                _changed.TryAdd(device.DeviceId, device);
            }
        }
    }

    [LoggerMessage(EventIds.FleetReportFailed, LogLevel.Warning, "The fleet could not be told of {Devices} devices that changed; trying again")]
    private partial void LogReportFailed(Exception exception, int devices);
}
