using AndroidZen.Storage;

namespace AndroidZen.Grains.Storage;

/// <summary>
/// What a grain must have read before it can do anything: by whoever comes first, and, if that fails, by whoever comes next. Read while the grain is activated, it would fail the activation when the storage
/// is away, and Orleans would log that, try again, and have all callers wait for seconds; so they hear at once. Used in the turns of the one grain that owns it.
/// </summary>
/// <param name="read">Reads it.</param>
/// <param name="clock">The real time.</param>
internal sealed class DeferredRead(Func<Task> read, TimeProvider clock)
{
    private Task? _reading;
    private DateTimeOffset _nextAt;

    /// <summary>For how long a failure stands that is no outage, but of what is stored: it will hardly have gone with the next call, and each would be logged. An outage costs nothing to ask about again.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Completes when it has been read.</summary>
    public Task WhenDoneAsync() => _reading is null || (_reading.IsCompleted && !_reading.IsCompletedSuccessfully && clock.GetUtcNow() >= _nextAt) ? _reading = ReadAsync() : _reading;

    private async Task ReadAsync()
    {
        try
        {
            await read();
        }
        catch (Exception exception)
        {
            _nextAt = exception is StorageUnavailableException ? default : clock.GetUtcNow() + Pause;
            throw;
        }
    }
}
