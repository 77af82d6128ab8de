using AndroidZen.Gateways;
using AndroidZen.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Gateways;

/// <summary>
/// The events that wait for one gateway, and the one pump that writes them. A lane that has run dry is closed, so dead gateways leave nothing. One that is full holds up publishers for a moment
/// only: what it has no room for is left out then, and the gateway, which sees the hole, reads it from the topic.
/// </summary>
internal sealed partial class GatewayLane(
    string gateway,
    Func<IReadOnlyList<GatewayEvent>, Task> write,
    Action<GatewayLane> closed,
    TimeProvider clock,
    DispatchOptions options,
    DispatchMetrics metrics,
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
    private bool _isStalled;
    private int _leftOut;

    /// <summary>How many events wait.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>Adds an event.</summary>
    /// <param name="gatewayEvent">The event.</param>
    /// <param name="room">Completes when the lane has room again: at once, unless it is full, and after <see cref="DispatchOptions.MaxWait"/> in any case.</param>
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

            if (BytesOf(gatewayEvent) > options.MaxEventBytes || (_isStalled && _pending.Count >= options.MaxPending))
            {
                _leftOut++;
                metrics.LeftOut();
                return true;
            }

            _pending.Enqueue(gatewayEvent);
            if (!_isPumping)
            {
                _isPumping = true;
                // Off the calling grain's scheduler: the pump serves every topic of this silo. At the end of the pool's common queue, not on top of this thread's own, from where it would run
                // before the topics that publish at the same moment, and write each event alone.
                ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.PumpAsync(), this, preferLocal: false);
            }

            if (_pending.Count > options.MaxPending)
            {
                metrics.Waited();
                _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                room = new ValueTask(WaitAsync(_room));
            }

            return true;
        }
    }

    private static int BytesOf(GatewayEvent gatewayEvent) => MaxEventOverhead + (gatewayEvent.Publication?.Data.Length ?? 0);

    private async Task WaitAsync(TaskCompletionSource room)
    {
        try
        {
            await room.Task.WaitAsync(options.MaxWait, clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                _isStalled = _room == room || _isStalled;
            }
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
                bytes += BytesOf(gatewayEvent);
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
            EndStall(); // If every write has failed since, nobody has told of it yet.
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
        var startedAt = TimeProvider.System.GetUtcNow(); // For the trace, whose other parts have the real time.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await write(batch);
                EndStall();
                GrainTraces.StreamWritten(batch, gateway, startedAt, attempt + 1);
                return;
            }
            catch (Exception exception) when (attempt < options.MaxRetries)
            {
                metrics.Failed();
                LogDispatchFailed(exception, batch.Length, gateway, attempt + 1);
                await Task.Delay(DelayBefore(attempt), clock);
            }
            catch (Exception exception)
            {
                // The gateway can tell by the offsets that something is missing, and reads it from its topic.
                metrics.Abandoned(batch.Length);
                LogDispatchAbandoned(exception, batch.Length, gateway);
                GrainTraces.StreamWritten(batch, gateway, startedAt, attempt + 1, exception);
                return;
            }
        }
    }

    private void EndStall()
    {
        int leftOut;
        lock (_lock)
        {
            (leftOut, _leftOut, _isStalled) = (_leftOut, 0, false);
        }

        if (leftOut > 0)
        {
            LogEventsLeftOut(leftOut, gateway);
        }
    }

    [LoggerMessage(EventIds.EventsLeftOut, LogLevel.Warning, "Left out {Count} events for gateway {Gateway}, whose stream did not take any more: it reads them from their topics")]
    private partial void LogEventsLeftOut(int count, string gateway);

    [LoggerMessage(EventIds.DispatchFailed, LogLevel.Warning, "Writing {Count} events to the stream of gateway {Gateway} failed, attempt {Attempt}")]
    private partial void LogDispatchFailed(Exception exception, int count, string gateway, int attempt);

    [LoggerMessage(EventIds.DispatchAbandoned, LogLevel.Warning, "Gave up {Count} events for gateway {Gateway}")]
    private partial void LogDispatchAbandoned(Exception exception, int count, string gateway);
}
