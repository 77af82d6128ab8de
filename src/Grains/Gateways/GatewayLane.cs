using AndroidZen.Gateways;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Gateways;

/// <summary>The events that wait for one gateway, and the one pump that writes them. A lane that has run dry is closed, so dead gateways leave nothing.</summary>
internal sealed partial class GatewayLane(
    string gateway,
    Func<IReadOnlyList<GatewayEvent>, Task> write,
    Action<GatewayLane> closed,
    TimeProvider clock,
    DispatchOptions options,
    ILogger logger)
{
    /// <summary>The most that an event has in the stream beside its data: topic, key, position, type.</summary>
    private const int MaxEventOverhead = 1024;

    private static readonly TimeSpan _maxRetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<GatewayEvent> _pending = new();
    private TaskCompletionSource? _room;
    private bool _isPumping;
    private bool _isClosed;

    /// <summary>Adds an event.</summary>
    /// <param name="gatewayEvent">The event.</param>
    /// <param name="room">Completes when the lane has room again: at once, unless it is full.</param>
    /// <returns><see langword="false"/> if the lane is closed and took nothing.</returns>
    public bool TryEnqueue(GatewayEvent gatewayEvent, out ValueTask room)
    {
        lock (_lock)
        {
            room = default;
            if (_isClosed)
            {
                return false;
            }

            _pending.Enqueue(gatewayEvent);
            if (!_isPumping)
            {
                _isPumping = true;
                // Off the calling grain's scheduler: the pump serves every topic of this silo.
                _ = Task.Run(PumpAsync);
            }

            if (_pending.Count > options.MaxPending)
            {
                _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                room = new ValueTask(_room.Task);
            }

            return true;
        }
    }

    private async Task PumpAsync()
    {
        var batch = new List<GatewayEvent>();
        while (TakeBatch(batch))
        {
            // The stream may keep the list beyond the call.
            await WriteAsync(batch.ToArray());
        }
    }

    private bool TakeBatch(List<GatewayEvent> batch)
    {
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            batch.Clear();
            var bytes = 0;
            while (batch.Count < options.MaxBatch && _pending.TryPeek(out var gatewayEvent))
            {
                bytes += MaxEventOverhead + (gatewayEvent.Publication?.Data.Length ?? 0);
                if (batch.Count > 0 && bytes > options.MaxBatchBytes)
                {
                    break;
                }

                batch.Add(_pending.Dequeue());
            }

            _isClosed = batch.Count == 0;
            if (_pending.Count <= options.MaxPending)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.SetResult();
        if (_isClosed)
        {
            closed(this);
        }

        return !_isClosed;
    }

    private TimeSpan DelayBefore(int attempt)
    {
        var delay = options.RetryDelay * Math.Pow(2, attempt);
        return delay < _maxRetryDelay ? delay : _maxRetryDelay;
    }

    private async Task WriteAsync(GatewayEvent[] batch)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await write(batch);
                return;
            }
            catch (Exception exception) when (attempt < options.MaxRetries)
            {
                LogDispatchFailed(exception, batch.Length, gateway, attempt + 1);
                await Task.Delay(DelayBefore(attempt), clock);
            }
            catch (Exception exception)
            {
                // The gateway can tell by the offsets that something is missing.
                LogDispatchAbandoned(exception, batch.Length, gateway);
                return;
            }
        }
    }

    [LoggerMessage(EventIds.DispatchFailed, LogLevel.Warning, "Writing {Count} events to the stream of gateway {Gateway} failed, attempt {Attempt}")]
    private partial void LogDispatchFailed(Exception exception, int count, string gateway, int attempt);

    [LoggerMessage(EventIds.DispatchAbandoned, LogLevel.Error, "Gave up {Count} events for gateway {Gateway}")]
    private partial void LogDispatchAbandoned(Exception exception, int count, string gateway);
}
