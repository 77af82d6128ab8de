namespace AndroidZen.Grains.Publishing;

/// <summary>The answers to the latest requests that had an idempotency key, bounded in count and age.</summary>
internal sealed class RepeatWindow<TAnswer>(int maxKeys, TimeSpan maxAge)
{
    private readonly Dictionary<string, TAnswer> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, DateTimeOffset At)> _byAge = new();

    /// <summary>All answers that are remembered, oldest first.</summary>
    public IEnumerable<(string Key, TAnswer Answer, DateTimeOffset At)> Answers => _byAge.Select(request => (request.Key, _answers[request.Key], request.At));

    /// <summary>Whether the request has been answered before. One without a key never has.</summary>
    public bool TryFind(string? key, DateTimeOffset now, out TAnswer answer)
    {
        Forget(now);
        answer = default!;
        return key is not null && _answers.TryGetValue(key, out answer!);
    }

    /// <summary>Answers as before, or does what is asked and remembers the answer; a request that fails may be repeated.</summary>
    public Task<TAnswer> OnceAsync(string? key, TimeProvider clock, Func<Task<TAnswer>> act)
    {
        if (key is not null)
        {
            return KeptAsync(key, clock, act);
        }

        Forget(clock.GetUtcNow());
        return act();
    }

    /// <summary>Remembers an answer.</summary>
    public void Add(string? key, TAnswer answer, DateTimeOffset now)
    {
        Forget(now); // A key whose time is over may come again.
        if (key is not null && _answers.TryAdd(key, answer))
        {
            _byAge.Enqueue((key, now));
            Forget(now);
        }
    }

    private async Task<TAnswer> KeptAsync(string key, TimeProvider clock, Func<Task<TAnswer>> act)
    {
        if (TryFind(key, clock.GetUtcNow(), out var first))
        {
            return first;
        }

        var answer = await act();
        Add(key, answer, clock.GetUtcNow());
        return answer;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && (_byAge.Count > maxKeys || oldest.At + maxAge < now))
        {
            _answers.Remove(_byAge.Dequeue().Key);
        }
    }
}
