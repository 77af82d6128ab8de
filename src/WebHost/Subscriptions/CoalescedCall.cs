namespace AndroidZen.WebHost.Subscriptions;

/// <summary>
/// A call of which one runs at a time, and which says the same whenever it runs: who asks while it runs waits for one more run, together with all others who ask meanwhile.
/// So a thousand changes at once cost two calls, and each caller's change is in the call that it awaits.
/// </summary>
internal sealed class CoalescedCall(Func<Task> call)
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when a call that began after now is done.</summary>
    public Task RunAsync()
    {
        lock (_lock)
        {
            return IsIdle ? _running = call() : _next ??= RunAfterAsync(_running);
        }
    }

    /// <summary>Does something that no call may overlap, if none runs or is to run.</summary>
    /// <returns>What <paramref name="action"/> says; <see langword="false"/> if there is a call.</returns>
    public bool TryWhileIdle(Func<bool> action)
    {
        lock (_lock)
        {
            return IsIdle && action();
        }
    }

    /// <summary>A call that has ended is not the last while the next, already promised, has not begun.</summary>
    private bool IsIdle => _running.IsCompleted && _next is null;

    private async Task RunAfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task own;
        lock (_lock)
        {
            _next = null;
            own = _running = call();
        }

        await own;
    }
}
