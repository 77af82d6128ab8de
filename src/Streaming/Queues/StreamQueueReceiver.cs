using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace AndroidZen.Streaming.Queues;

/// <summary>
/// Reads one queue for Orleans' pulling agent. Its question waits at the queue until there is something: an event does not wait for a timer, and an idle queue costs one call a second.
/// </summary>
internal sealed partial class StreamQueueReceiver(IStreamQueueGrain queue, LowLatencyStreamOptions options, ILogger<StreamQueueReceiver> logger) : IQueueAdapterReceiver
{
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private long _life;
    private long _received;

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
                    MaxBatches = maxCount > 0 ? maxCount : int.MaxValue,
                    MaxBytes = options.MaxReadBytes,
                    MaxWait = options.MaxWait,
                },
                cancellationToken);
            if (cancellationToken.IsCancellationRequested || read.Batches.Count == 0)
            {
                return []; // What is not acknowledged is given again, to whoever reads next.
            }

            (_life, _received) = (read.Life, read.Batches[^1].SequenceNumber);
            return [.. read.Batches];
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception exception)
        {
            LogReadFailed(exception);
            await Task.Delay(_pauseAfterFailure, CancellationToken.None);
            return [];
        }
    }

    /// <summary>Acknowledged with the next question: Orleans' agent has what it was given in its own cache.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <summary>The agent has cancelled its question by then.</summary>
    public Task Shutdown(TimeSpan timeout) => Task.CompletedTask;

    [LoggerMessage(EventIds.ReadFailed, LogLevel.Warning, "A stream queue could not be read; trying again")]
    private partial void LogReadFailed(Exception exception);
}
