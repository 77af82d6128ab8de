using AndroidZen.Devices;
using AndroidZen.Grains.Publishing;
using AndroidZen.Protocol;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Devices;

/// <summary>Actions: requested, told to the device's agent, and followed until they have ended. One of which the device says nothing any more has failed.</summary>
internal sealed partial class DeviceGrain
{
    private static readonly byte[] _timedOut = JsonText.WriteObject(static result => result.WriteString("error", "timed_out"));

    private readonly RepeatWindow<DeviceActionOutcome> _actionRepeats = new(topics.Value.IdempotencyKeys, topics.Value.IdempotencyWindow);
    private IGrainTimer? _actionTimeout;

    public Task<DeviceActionOutcome> RequestActionAsync(DeviceAction request, string? idempotencyKey, CancellationToken cancellationToken) => OnceForActionAsync("request", idempotencyKey, async key =>
    {
        var now = clock.GetUtcNow();
        if (device.State.Actions.FirstOrDefault(known => known.ActionId == request.ActionId) is { } known)
        {
            // Stored, but perhaps not told: the first attempt has failed in between.
            return key is not null && known.RequestKey == key
                ? await RecordActionAsync(known, key, isForAgent: true)
                : new DeviceActionOutcome { Action = known, Refusal = "action_id must be a new one: the device has an action with it" };
        }

        if (device.State.Actions.Count(action => action.Deadline() is not null) >= options.Value.MaxActions)
        {
            return new DeviceActionOutcome { Refusal = $"A device may have {options.Value.MaxActions} actions that have not ended" };
        }

        return await RecordActionAsync(
            request with { Status = DeviceActionStatus.Queued, Timeout = request.Timeout ?? options.Value.ActionTimeout, RequestedAt = now, UpdatedAt = now, RequestKey = key }, key, isForAgent: true);
    });

    public Task<DeviceActionOutcome> ReportActionAsync(DeviceAction report, string? idempotencyKey, CancellationToken cancellationToken) => OnceForActionAsync("action", idempotencyKey, async key =>
    {
        // One that nobody has requested here is its publisher's own affair.
        var known = device.State.Actions.FirstOrDefault(known => known.ActionId == report.ActionId && known.Timeout is not null);
        if (known is not null && DeviceActionStatus.WhyNot(known.Status, report.Status) is { } refusal)
        {
            return new DeviceActionOutcome { Action = known, Refusal = refusal };
        }

        var next = report with { UpdatedAt = clock.GetUtcNow() };
        return await RecordActionAsync(
            known is null
                ? next
                : next with
                {
                    ActionType = known.ActionType,
                    Progress = report.Progress ?? known.Progress,
                    Parameters = known.Parameters,
                    Timeout = known.Timeout,
                    RequestedAt = known.RequestedAt,
                    RequestedBy = known.RequestedBy,
                    RequestKey = known.RequestKey,
                },
            key,
            isForAgent: false);
    });

    private async Task<DeviceActionOutcome> RecordActionAsync(DeviceAction action, string? key, bool isForAgent)
    {
        await CommitAsync(device.State.Apply(action, options.Value.MaxActions, options.Value.MaxActionResultBytes));
        await KeepUpAsync();
        AwaitActions();
        var draft = DeviceMessages.Action(Id, action, action.UpdatedAt ?? clock.GetUtcNow());
        if (isForAgent)
        {
            await PublishAsync(TopicNames.Agent(Id), draft, key);
        }

        return new DeviceActionOutcome { Receipt = await PublishAsync(TopicNames.Device(Id), draft, key), Action = action };
    }

    private void AwaitActions()
    {
        if (device.State.Actions.Min(action => action.Deadline()) is { } deadline)
        {
            var due = deadline - clock.GetUtcNow();
            _actionTimeout!.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task FailSilentActionsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var action in device.State.Actions.Where(action => action.Deadline() <= now).ToList())
        {
            LogActionTimedOut(action.ActionId, Id);
            await RecordActionAsync(action with { Status = DeviceActionStatus.Failed, Result = _timedOut, UpdatedAt = now }, key: null, isForAgent: true);
        }

        AwaitActions();
    }

    private Task<DeviceActionOutcome> OnceForActionAsync(string kind, string? idempotencyKey, Func<string?, Task<DeviceActionOutcome>> act)
    {
        var key = KeyOf(kind, idempotencyKey);
        return _actionRepeats.OnceAsync(key, clock, () => act(key));
    }

    [LoggerMessage(EventIds.ActionTimedOut, LogLevel.Warning, "Nothing was heard of action {ActionId} on device {DeviceId} in time: it has failed")]
    private partial void LogActionTimedOut(string actionId, string deviceId);
}
