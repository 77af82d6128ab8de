using System.Diagnostics;

namespace AndroidZen.Grains.Storage;

/// <summary>
/// Group commit: while one write to storage is under way, items gather, and the next write has them all. Everything happens in the turns of the one grain that owns it.
/// </summary>
/// <param name="maxBatch">The most items in one write.</param>
/// <param name="maxBytes">The most bytes of data in one write; a single item may have more.</param>
/// <param name="describe">An item's bytes, and its key, if it has one: another item with the same key is a repeat.</param>
/// <param name="commit">Stores the items and publishes them; answers in their order.</param>
/// <param name="clock">The real time.</param>
internal sealed class CommitQueue<TItem, TAnswer>(
    int maxBatch, int maxBytes, Func<TItem, (string? Key, int Bytes)> describe, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> commit, TimeProvider clock)
{
    private static readonly TimeSpan _maxGathering = TimeSpan.FromMilliseconds(2);

    private readonly Queue<Waiting> _waiting = new();
    private readonly Dictionary<string, Task<TAnswer>> _answersByKey = new(StringComparer.Ordinal);
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource? _gathered;
    private int _expected;

    /// <summary>Completes when nothing waits any more.</summary>
    public Task WhenIdle => _running;

    /// <summary>Adds an item; a repeat of one that waits has its answer.</summary>
    public Task<TAnswer> AddAsync(TItem item)
    {
        var answer = Enqueue(item);
        Start();
        return answer;
    }

    /// <summary>Adds items one behind the other: they share a write, as far as one takes them.</summary>
    public Task<TAnswer[]> AddAllAsync(IEnumerable<TItem> items)
    {
        List<Task<TAnswer>> answers = [.. items.Select(Enqueue)];
        Start();
        return Task.WhenAll(answers);
    }

    private Task<TAnswer> Enqueue(TItem item)
    {
        var (key, bytes) = describe(item);
        if (key is not null && _answersByKey.TryGetValue(key, out var first))
        {
            return first;
        }

        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(new Waiting(item, key, bytes, answer, Activity.Current is { Recorded: true } caller ? caller : null));
        if (key is not null)
        {
            _answersByKey[key] = answer.Task;
        }

        if (_waiting.Count == _expected)
        {
            _gathered?.TrySetResult();
        }

        return answer.Task;
    }

    private void Start()
    {
        if (_waiting.Count > 0 && _running.IsCompleted)
        {
            _running = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        var batch = new List<Waiting>();
        var gathering = TimeSpan.Zero;
        do
        {
            // Callers that have had their answers come back at about the same time: a moment's patience keeps them together, else they would fall apart into groups that take turns.
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

    private void TakeBatch(List<Waiting> batch)
    {
        batch.Clear();
        for (var bytes = 0L; batch.Count < maxBatch && _waiting.TryPeek(out var next); batch.Add(_waiting.Dequeue()))
        {
            bytes += next.Bytes;
            if (batch.Count > 0 && bytes > maxBytes)
            {
                break;
            }
        }
    }

    /// <summary>Waits until as many items wait as there were last time, but not longer than <paramref name="patience"/>.</summary>
    private async Task GatherAsync(int count, TimeSpan patience)
    {
        (_expected, _gathered) = (count, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.WhenAny(_gathered.Task, Task.Delay(patience, clock));
        (_expected, _gathered) = (0, null);
    }

    private async Task CommitAsync(List<Waiting> batch)
    {
        // This loop goes on in the place of the call that started it, long after that has been answered: what it does now belongs to the trace of those for whom it is done, the first of them.
        Activity.Current = batch.Find(static waiting => waiting.Caller is not null).Caller;
        try
        {
            var answers = await commit([.. batch.Select(waiting => waiting.Item)]);
            for (var n = 0; n < batch.Count; n++)
            {
                batch[n].Answer.SetResult(answers[n]);
            }
        }
        catch (Exception exception)
        {
            batch.ForEach(waiting => waiting.Answer.SetException(exception));
        }

        foreach (var waiting in batch.Where(waiting => waiting.Key is not null))
        {
            _answersByKey.Remove(waiting.Key!);
        }
    }

    /// <param name="Item">The item.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="Bytes">How much data it has.</param>
    /// <param name="Answer">For whoever added it.</param>
    /// <param name="Caller">The call that added it, if that is recorded.</param>
    private readonly record struct Waiting(TItem Item, string? Key, int Bytes, TaskCompletionSource<TAnswer> Answer, Activity? Caller);
}
