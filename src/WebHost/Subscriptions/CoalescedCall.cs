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
            return _running.IsCompleted ? _running = call() : _next ??= RunAfterAsync(_running);
        }
    }

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
