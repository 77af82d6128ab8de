namespace AndroidZen.Grains.Devices;

/// <summary>A reminder for as long as something must go on by itself: it brings the grain, and with it the timers, back when its silo has died.</summary>
internal sealed partial class DeviceGrain
{
    private const string UpkeepReminder = "upkeep";

    private static readonly TimeSpan _upkeepPeriod = TimeSpan.FromMinutes(1);

    private bool? _isKeptUp;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName != UpkeepReminder)
        {
            // Of a build that had one for monitoring alone.
            await UnregisterAsync(reminderName);
        }

        await ForgetWatchersAsync(clock.GetUtcNow());
        await FailSilentActionsAsync(CancellationToken.None);
        await KeepUpAsync();
    }

    private async Task KeepUpAsync()
    {
        var isNeeded = device.State.Fastest() is not null || device.State.Actions.Any(action => action.Deadline() is not null);
        if (isNeeded == _isKeptUp)
        {
            return;
        }

        if (isNeeded)
        {
            await this.RegisterOrUpdateReminder(UpkeepReminder, _upkeepPeriod, _upkeepPeriod, CancellationToken.None);
        }
        else
        {
            await UnregisterAsync(UpkeepReminder);
        }

        _isKeptUp = isNeeded;
    }

    private async Task UnregisterAsync(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }
}
