using System.Collections.Concurrent;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class EachLeaseTests
{
    /// <summary>As many as are renewed at the same time.</summary>
    private const int AtOnce = 64;

    private static readonly RenewalPace _unpaced = RenewalPace.AtOnce(TimeProvider.System);

    [Fact]
    public async Task RenewAsync_SomeFail_RunsAllAndCollectsTheFailures()
    {
        var renewed = new HashSet<int>();
        var failures = await EachLease.RenewAsync(
            Enumerable.Range(0, 500),
            async lease =>
            {
                lock (renewed)
                {
                    renewed.Add(lease);
                }

                if (lease % 100 == 0)
                {
                    throw new TimeoutException($"{lease} at once");
                }

                await Task.Yield();
                if (lease % 100 == 50)
                {
                    throw new OperationCanceledException($"{lease} later");
                }
            },
            _unpaced,
            CancellationToken.None);

        Assert.Equal(500, renewed.Count);
        string[] expected = [.. Enumerable.Range(0, 5).SelectMany(hundred => new[] { $"{hundred * 100} at once", $"{(hundred * 100) + 50} later" })];
        Assert.Equal(expected.Order(StringComparer.Ordinal), failures.Select(failure => failure.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RenewAsync_None_HasNoFailures()
    {
        Assert.Empty(await EachLease.RenewAsync(Array.Empty<int>(), _ => throw new InvalidOperationException(), _unpaced, CancellationToken.None));
    }

    [Fact]
    public async Task RenewAsync_Many_RunsSeveralAtATimeAndNoMore()
    {
        var leases = new HeldLeases(total: 3 * AtOnce);
        await leases.WhenFullAsync();
        leases.Release();
        Assert.Empty(await leases.Renewing.WaitAsync(SocketClient.Patience));
        Assert.Equal((3 * AtOnce, AtOnce), (leases.Begun, leases.MostAtOnce));
    }

    [Fact]
    public async Task RenewAsync_Cancelled_BeginsNoMore()
    {
        using var cancellation = new CancellationTokenSource();
        var leases = new HeldLeases(total: 3 * AtOnce, cancellation.Token);
        await leases.WhenFullAsync();
        await cancellation.CancelAsync();
        leases.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leases.Renewing.WaitAsync(SocketClient.Patience));
        Assert.Equal(AtOnce, leases.Begun);
    }

    [Fact]
    public async Task RenewAsync_CancelledBefore_BeginsNone()
    {
        var begun = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EachLease.RenewAsync(
            Enumerable.Range(0, 10), _ => Task.FromResult(Interlocked.Increment(ref begun)), _unpaced, new CancellationToken(canceled: true)));
        Assert.Equal(0, begun);
    }

    [Fact]
    public async Task RenewAsync_ManyWithAWindow_BeginsAPortionInEachStep()
    {
        var clock = new FakeTimeProvider();
        var begun = new ConcurrentQueue<DateTimeOffset>();
        var start = clock.GetUtcNow();
        var renewing = EachLease.RenewAsync(Enumerable.Range(0, 1000), _ => Begin(), new RenewalPace(clock, 10 * RenewalPace.Step), CancellationToken.None);
        await Eventually.HoldsAsync("all are renewed", () =>
        {
            clock.Advance(RenewalPace.Step / 4);
            return Task.FromResult(renewing.IsCompleted);
        });
        Assert.Empty(await renewing);
        Assert.Equal(1000, begun.Count);
        for (var step = 0; step < 10; step++)
        {
            Assert.InRange(begun.Count(at => at < start + (step * RenewalPace.Step)), 0, step * 100);
        }

        Task Begin()
        {
            begun.Enqueue(clock.GetUtcNow());
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task RenewAsync_TheFirstTakesLong_CatchesUp()
    {
        var clock = new FakeTimeProvider();
        var window = 10 * RenewalPace.Step;
        var begun = 0;
        var failures = await EachLease.RenewAsync(Enumerable.Range(0, 1000), _ => TakeLong(), new RenewalPace(clock, window), CancellationToken.None, concurrency: 1).WaitAsync(SocketClient.Patience);
        Assert.Empty(failures);
        Assert.Equal(1000, begun);

        Task TakeLong()
        {
            clock.Advance(begun++ == 0 ? window : TimeSpan.Zero);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task RenewAsync_FewWithAWindow_BeginsAllAtOnce() => Assert.Empty(await EachLease.RenewAsync(
        Enumerable.Range(0, AtOnce), _ => Task.CompletedTask, new RenewalPace(new FakeTimeProvider(), TimeSpan.FromHours(1)), CancellationToken.None).WaitAsync(SocketClient.Patience));

    /// <summary>Renewals that last until the test releases them.</summary>
    private sealed class HeldLeases
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _isFull = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private int _running;

        public HeldLeases(int total, CancellationToken cancellationToken = default) =>
            Renewing = EachLease.RenewAsync(Enumerable.Range(0, total), _ => RunAsync(), _unpaced, cancellationToken);

        public Task<IReadOnlyCollection<Exception>> Renewing { get; }

        public int Begun { get; private set; }

        public int MostAtOnce { get; private set; }

        public void Release() => _release.SetResult();

        /// <summary>Completes when as many as may be renewed at the same time are.</summary>
        public async Task WhenFullAsync()
        {
            try
            {
                await _isFull.Task.WaitAsync(SocketClient.Patience);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Only {MostAtOnce} leases are renewed at the same time, not {AtOnce}.");
            }
        }

        private async Task RunAsync()
        {
            lock (_lock)
            {
                Begun++;
                MostAtOnce = Math.Max(MostAtOnce, ++_running);
                if (_running == AtOnce)
                {
                    _isFull.TrySetResult();
                }
            }

            await _release.Task;
            lock (_lock)
            {
                _running--;
            }
        }
    }
}
