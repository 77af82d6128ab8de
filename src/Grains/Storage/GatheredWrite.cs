namespace AndroidZen.Grains.Storage;

/// <summary>
/// A write of a whole state, of which one runs at a time: who asks while it runs waits for one more, together with all others who ask meanwhile. Everything happens in the turns of the one
/// reentrant grain that owns it.
/// </summary>
internal sealed class GatheredWrite(Func<Task> write)
{
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when a write that began after now is done.</summary>
    public Task RunAsync() => _next ??= RunAfterAsync(_running);

    private async Task RunAfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _next = null;
        await (_running = write());
    }
}
