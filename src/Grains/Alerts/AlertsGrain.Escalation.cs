using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Alerts;

/// <summary>Escalation: a timer is in time while the grain is active, and a reminder, as long as there is anything to escalate, brings the grain back when its silo has died.</summary>
internal sealed partial class AlertsGrain
{
    private const string EscalationReminder = "escalation";

    private static readonly TimeSpan _reminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(5);

    private IGrainTimer? _watch;
    private bool _isReminded;

    public Task ReceiveReminder(string reminderName, TickStatus status) => EscalateAsync(isReminder: true);

    private void BeginToWatch() =>
        _watch = this.RegisterGrainTimer(_ => EscalateAsync(isReminder: false), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

    /// <summary>Before the alert is stored: a reminder too many does no harm, one that is missing would be missed.</summary>
    private async Task RemindAsync(AlertBook book)
    {
        if (!_isReminded && NeedsReminder(book))
        {
            await this.RegisterOrUpdateReminder(EscalationReminder, _reminderPeriod, _reminderPeriod, CancellationToken.None);
            _isReminded = true;
        }
    }

    private bool NeedsReminder(AlertBook book) => options.Value.EscalateAfter > TimeSpan.Zero && !book.Unescalated.IsEmpty;

    /// <summary>Sets the timer. The reminder ends with a tick that finds nothing to do, not with every last acknowledgement; and in its turn, so that no alert comes in between.</summary>
    private async Task WatchAsync(IReadOnlyList<AlertOperation> operations)
    {
        Watch();
        if (!NeedsReminder(_book) && operations.Any(operation => operation is EscalateAlerts { IsReminder: true }))
        {
            _isReminded = false;
            if (await this.GetReminder(EscalationReminder) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
            }
        }
    }

    private void Watch()
    {
        var due = NeedsReminder(_book) ? _book.Unescalated[0].RaisedAt + options.Value.EscalateAfter - clock.GetUtcNow() : Timeout.InfiniteTimeSpan;
        if (_untold.Count > 0)
        {
            due = _retryDelay;
        }
        else if (due != Timeout.InfiniteTimeSpan && due < TimeSpan.Zero)
        {
            due = TimeSpan.Zero;
        }

        _watch!.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void WatchLater() => _watch!.Change(_retryDelay, Timeout.InfiniteTimeSpan);

    private async Task EscalateAsync(bool isReminder)
    {
        try
        {
            await _operations.AddAsync(new EscalateAlerts(isReminder));
        }
        catch (Exception exception)
        {
            LogEscalationFailed(exception);
        }
    }

    [LoggerMessage(EventIds.AlertEscalated, LogLevel.Information, "Alert {AlertId} about device {DeviceId}, raised at {RaisedAt}, is escalated: nobody has acknowledged it")]
    private partial void LogEscalated(string alertId, string deviceId, DateTimeOffset raisedAt);

    [LoggerMessage(EventIds.AlertEscalationFailed, LogLevel.Warning, "Alerts could not be escalated or published; trying again")]
    private partial void LogEscalationFailed(Exception exception);
}
