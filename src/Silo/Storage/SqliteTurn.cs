namespace AndroidZen.Silo.Storage;

/// <summary>
/// Whose turn it is to write, among all processes that share a SQLite file. By itself SQLite lets in whoever comes at the right moment, and whoever does not sleeps for 150 ms (<see cref="SqliteWriter"/>):
/// of two silos, the one with more to write overtook the other for as long as it went on.
/// </summary>
/// <remarks>
/// Two files beside the database, locked with <c>flock(2)</c>, which ends with the process however that ends. <c>-turn</c> is held while writing; <c>-next</c> is held by the first who waits for it, and
/// everybody, whoever has just written included, must get <c>-next</c> before <c>-turn</c>. Order is all that rests on them: SQLite's own lock keeps writes apart, so where they cannot be had (Windows;
/// files of another user), the write goes on without. One caller at a time.
/// </remarks>
internal sealed class SqliteTurn(string database, TimeProvider clock) : IDisposable
{
    /// <summary>A lock cannot be waited for without a thread, so it is tried again and again. A write takes some milliseconds.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    private readonly LockFile _next = new(database + "-next");
    private readonly LockFile _turn = new(database + "-turn");
    private bool _isStuck = OperatingSystem.IsWindows();

    /// <summary>
    /// For how long another process may keep this one waiting: one that is stopped with a lock, but not in the middle of a write, keeps nobody from writing. After one wait in vain there is none until both
    /// locks have been had again. Far below <c>Storage:Timeout</c>, after which the storage counts as away.
    /// </summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the turn. In the context of who asks, so that nothing is between having it and writing.</summary>
    /// <returns>What gives it back when it is disposed of.</returns>
    public async Task<Taken> TakeAsync(CancellationToken cancellationToken)
    {
        var isNext = await LockAsync(_next, cancellationToken);
        try
        {
            var hasTurn = await LockAsync(_turn, cancellationToken);
            _isStuck = !isNext || !hasTurn;
            return new Taken(hasTurn ? _turn : null);
        }
        finally
        {
            if (isNext)
            {
                _next.Unlock();
            }
        }
    }

    public void Dispose()
    {
        _next.Dispose();
        _turn.Dispose();
    }

    private async Task<bool> LockAsync(LockFile file, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (!file.TryLock())
        {
            if (_isStuck || clock.GetElapsedTime(started) >= Patience)
            {
                return false;
            }

            await Task.Delay(_pause, clock, cancellationToken);
        }

        return true;
    }

    /// <summary>The turn, if it was to be had.</summary>
    public readonly record struct Taken(LockFile? Turn) : IDisposable
    {
        public void Dispose() => Turn?.Unlock();
    }
}
