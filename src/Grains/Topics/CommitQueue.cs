using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>
/// Group commit: while one write to storage is under way, drafts gather, and the next write has them all. Everything happens in the turns of the one grain that owns it.
/// </summary>
/// <param name="maxBatch">The most drafts in one write.</param>
/// <param name="maxBytes">The most bytes of data in one write; a single draft may have more.</param>
/// <param name="commit">Stores the drafts and publishes them; answers in their order.</param>
/// <param name="clock">The real time.</param>
internal sealed class CommitQueue(int maxBatch, int maxBytes, Func<IReadOnlyList<PublicationDraft>, Task<IReadOnlyList<PublicationReceipt>>> commit, TimeProvider clock)
{
    private static readonly TimeSpan _maxGathering = TimeSpan.FromMilliseconds(2);

    private readonly Queue<(PublicationDraft Draft, TaskCompletionSource<PublicationReceipt> Receipt)> _waiting = new();
    private readonly Dictionary<string, Task<PublicationReceipt>> _receiptsByKey = new(StringComparer.Ordinal);
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource? _gathered;
    private int _expected;

    /// <summary>Completes when nothing waits any more.</summary>
    public Task WhenIdle => _running;

    /// <summary>Adds a draft; a repeat of one that waits has its receipt.</summary>
    public Task<PublicationReceipt> AddAsync(PublicationDraft draft)
    {
        if (draft.IdempotencyKey is { } repeated && _receiptsByKey.TryGetValue(repeated, out var first))
        {
            return first;
        }

        var receipt = new TaskCompletionSource<PublicationReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((draft, receipt));
        if (draft.IdempotencyKey is { } key)
        {
            _receiptsByKey[key] = receipt.Task;
        }

        if (_waiting.Count == _expected)
        {
            _gathered?.TrySetResult();
        }

        if (_running.IsCompleted)
        {
            _running = RunAsync();
        }

        return receipt.Task;
    }

    private async Task RunAsync()
    {
        var batch = new List<(PublicationDraft Draft, TaskCompletionSource<PublicationReceipt> Receipt)>();
        var gathering = TimeSpan.Zero;
        do
        {
            // Publishers that have had their receipts come back at about the same time: a moment's patience keeps them together, else they would fall apart into groups that take turns.
            if (batch.Count > 1 && _waiting.Count < batch.Count)
            {
                await GatherAsync(batch.Count, gathering);
                if (_waiting.Count == 0)
                {
                    return;
                }
            }

            TakeBatch(batch);

            var start = clock.GetTimestamp();
            await CommitAsync(batch);
            var duration = clock.GetElapsedTime(start) / 4;
            gathering = duration < _maxGathering ? duration : _maxGathering;
        }
        while (_waiting.Count > 0 || batch.Count > 1);
    }

    private void TakeBatch(List<(PublicationDraft Draft, TaskCompletionSource<PublicationReceipt> Receipt)> batch)
    {
        batch.Clear();
        for (var bytes = 0L; batch.Count < maxBatch && _waiting.TryPeek(out var next); batch.Add(_waiting.Dequeue()))
        {
            bytes += next.Draft.Data.Length;
            if (batch.Count > 0 && bytes > maxBytes)
            {
                break;
            }
        }
    }

    /// <summary>Waits until as many drafts wait as there were last time, but not longer than <paramref name="patience"/>.</summary>
    private async Task GatherAsync(int count, TimeSpan patience)
    {
        (_expected, _gathered) = (count, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.WhenAny(_gathered.Task, Task.Delay(patience, clock));
        (_expected, _gathered) = (0, null);
    }

    private async Task CommitAsync(List<(PublicationDraft Draft, TaskCompletionSource<PublicationReceipt> Receipt)> batch)
    {
        try
        {
            var receipts = await commit([.. batch.Select(item => item.Draft)]);
            for (var n = 0; n < batch.Count; n++)
            {
                batch[n].Receipt.SetResult(receipts[n]);
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(item => item.Receipt.SetException(exception));
        }

        foreach (var (draft, _) in batch.Where(item => item.Draft.IdempotencyKey is not null))
        {
            _receiptsByKey.Remove(draft.IdempotencyKey!);
        }
    }
}
