using AndroidZen.Grains.Storage;
using AndroidZen.Storage;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.Grains.Tests.Storage;

public sealed class DeferredReadTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Queue<TaskCompletionSource> _reads = [];
    private readonly DeferredRead _deferred;

    public DeferredReadTests()
    {
        _deferred = new(
            () =>
            {
                var read = new TaskCompletionSource();
                _reads.Enqueue(read);
                return read.Task;
            },
            _clock);
    }

    [Fact]
    public void WhenDoneAsync_WhileItIsRead_WaitsForTheSameRead()
    {
        Assert.Empty(_reads);
        var (first, second) = (_deferred.WhenDoneAsync(), _deferred.WhenDoneAsync());
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Single(_reads).SetResult();
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WhenDoneAsync_IsRead_IsNotReadAgain()
    {
        var first = _deferred.WhenDoneAsync();
        _reads.Dequeue().SetResult();
        await first;
        await _deferred.WhenDoneAsync();
        Assert.Empty(_reads);
    }

    [Fact]
    public async Task WhenDoneAsync_StorageWasAway_IsReadByWhoComesNext()
    {
        var first = _deferred.WhenDoneAsync();
        _reads.Dequeue().SetException(new StorageUnavailableException());
        await Assert.ThrowsAsync<StorageUnavailableException>(() => first);
        var next = _deferred.WhenDoneAsync();
        _reads.Dequeue().SetResult();
        await next;
    }

    [Fact]
    public async Task WhenDoneAsync_WhatIsStoredCannotBeRead_IsReadAgainAfterAWhile()
    {
        var first = _deferred.WhenDoneAsync();
        _reads.Dequeue().SetException(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => first);
        _clock.Advance(DeferredRead.Pause - TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<FormatException>(_deferred.WhenDoneAsync);
        Assert.Empty(_reads);

        _clock.Advance(TimeSpan.FromTicks(1));
        var next = _deferred.WhenDoneAsync();
        _reads.Dequeue().SetResult();
        await next;
    }
}
