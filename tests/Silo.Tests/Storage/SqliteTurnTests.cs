using AndroidZen.Silo.Storage;
using AndroidZen.TestKit;

namespace AndroidZen.Silo.Tests.Storage;

/// <summary>Processes that share a SQLite file write in turn. A lock is of an open file, not of a process, so two objects are as good as two processes.</summary>
public sealed class SqliteTurnTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly SqliteTurn _one;
    private readonly SqliteTurn _two;

    public SqliteTurnTests() => (_one, _two) = (NewTurn("a.db"), NewTurn("a.db"));

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TakeAsync_WhileAnotherHasIt_WaitsUntilItIsGivenBack()
    {
        var first = await _one.TakeAsync(CancellationToken.None);
        Assert.NotNull(first.Turn);
        var second = _two.TakeAsync(CancellationToken.None); // For the first time: it opens the files while they are locked.
        Assert.False(second.IsCompleted);
        first.Dispose();
        using var taken = await ComesAsync(second);
        Assert.NotNull(taken.Turn);
    }

    [Fact]
    public async Task TakeAsync_AgainWhileAnotherWaits_IsBehindIt()
    {
        var first = await _one.TakeAsync(CancellationToken.None);
        var waiting = _two.TakeAsync(CancellationToken.None);

        // Whoever has had it asks again at once, before the other can know that it is free.
        first.Dispose();
        var again = _one.TakeAsync(CancellationToken.None);
        Assert.False(again.IsCompleted);
        var second = await ComesAsync(waiting);
        Assert.NotNull(second.Turn);
        Assert.False(again.IsCompleted);
        second.Dispose();
        using var last = await ComesAsync(again);
        Assert.NotNull(last.Turn);
    }

    /// <summary>A process that is stopped has a lock for as long as it is there.</summary>
    [Theory]
    [InlineData("-turn")]
    [InlineData("-next")]
    public async Task TakeAsync_AnotherKeepsALock_WaitsOnceAndThenGoesOnWithoutUntilItIsGivenBack(string suffix)
    {
        using var kept = File.OpenHandle(Path.Combine(_folder.Root, "a.db" + suffix), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var first = _one.TakeAsync(CancellationToken.None);
        Assert.False(first.IsCompleted);
        _clock.Advance(SqliteTurn.Patience);
        (await first.WaitAsync(SocketClient.Patience)).Dispose();

        var second = _one.TakeAsync(CancellationToken.None);
        Assert.True(second.IsCompleted);
        (await second).Dispose();

        kept.Dispose();
        await Eventually.HoldsAsync("the turn is to be had", async () => // A process that is just being started may still have the file open.
        {
            using var taken = await _one.TakeAsync(CancellationToken.None);
            return taken.Turn is not null;
        });

        using var other = await _two.TakeAsync(CancellationToken.None);
        Assert.False(_one.TakeAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_NoFiles_WaitsOnceAndThenGoesOnWithout()
    {
        using var turn = NewTurn(Path.Combine("gone", "a.db"));
        var first = turn.TakeAsync(CancellationToken.None);
        await Eventually.HoldsAsync("it goes on", () =>
        {
            _clock.Advance(SqliteTurn.Patience);
            return Task.FromResult(first.IsCompleted);
        });
        Assert.Null((await first).Turn);
        Assert.True(turn.TakeAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_GivenUp_LeavesTheTurnToOthers()
    {
        using var giveUp = new CancellationTokenSource();
        var first = await _one.TakeAsync(CancellationToken.None);
        var given = _two.TakeAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first.Dispose();
        using var taken = await _one.TakeAsync(CancellationToken.None).WaitAsync(SocketClient.Patience);
        Assert.NotNull(taken.Turn);
    }

    /// <summary>Within half of the patience, or it would come without the turn.</summary>
    private async Task<SqliteTurn.Taken> ComesAsync(Task<SqliteTurn.Taken> taking)
    {
        for (var n = 0; n < 500 && !taking.IsCompleted; n++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        return await taking.WaitAsync(SocketClient.Patience);
    }

    private SqliteTurn NewTurn(string database) => new(Path.Combine(_folder.Root, database), _clock);
}
