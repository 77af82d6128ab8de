using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace AndroidZen.Streaming.Queues;

/// <summary>
/// Reads one queue for Orleans' pulling agent. Its question waits at the queue until there is something: an event does not wait for a timer, and an idle queue costs one call a second.
/// </summary>
internal sealed partial class StreamQueueReceiver(IStreamQueueGrain queue, LowLatencyStreamOptions options, StreamMetrics metrics, ILogger<StreamQueueReceiver> logger) : IQueueAdapterReceiver
{
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private long _life;
    private long _received;
    private long _delivered;
    private bool _isFailing;

    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <summary>What comes next, or nothing: also when the queue cannot be reached, which the agent asks again anyway. It never throws.</summary>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        try
        {
            var read = await queue.ReadAsync(
                new QueueReadRequest
                {
                    Life = _life,
                    Received = _received,
                    Delivered = _delivered,
                    MaxBatches = maxCount > 0 ? maxCount : int.MaxValue,
                    MaxBytes = options.MaxReadBytes,
                    MaxWait = options.MaxWait,
                },
                cancellationToken);
            _isFailing = false;
            if (cancellationToken.IsCancellationRequested || read.Batches.Count == 0)
            {
                return []; // What has not been delivered is given again, to whoever reads next.
            }

            if (read.Life != _life)
            {
                (_life, _delivered) = (read.Life, 0);
            }

            _received = read.Batches[^1].SequenceNumber;
            return [.. read.Batches];
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception exception)
        {
            metrics.ReadFailed();
            if (!_isFailing)
            {
                _isFailing = true;
                LogReadFailed(exception); // Once for an outage, not ten times a second.
            }

            await Task.Delay(_pauseAfterFailure, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return [];
        }
    }

    /// <summary>Consumers have these: acknowledged with the next question. What the agent has only in its cache goes to the next reader, should this one go.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages)
    {
        foreach (var batch in messages.OfType<EventBatch>().Where(batch => batch.SequenceNumber >= _life))
        {
            _delivered = Math.Max(_delivered, batch.SequenceNumber);
        }

        return Task.CompletedTask;
    }

    /// <summary>The agent has cancelled its question by then.</summary>
    public Task Shutdown(TimeSpan timeout) => Task.CompletedTask;

    [LoggerMessage(EventIds.ReadFailed, LogLevel.Warning, "A stream queue could not be read; trying again")]
    private partial void LogReadFailed(Exception exception);
}
