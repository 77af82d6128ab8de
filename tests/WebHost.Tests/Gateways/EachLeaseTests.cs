using AndroidZen.TestKit;
using AndroidZen.WebHost.Gateways;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class EachLeaseTests
{
    /// <summary>As many as are renewed at the same time.</summary>
    private const int AtOnce = 64;

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
            CancellationToken.None);

        Assert.Equal(500, renewed.Count);
        string[] expected = [.. Enumerable.Range(0, 5).SelectMany(hundred => new[] { $"{hundred * 100} at once", $"{(hundred * 100) + 50} later" })];
        Assert.Equal(expected.Order(StringComparer.Ordinal), failures.Select(failure => failure.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RenewAsync_None_HasNoFailures()
    {
        Assert.Empty(await EachLease.RenewAsync(Array.Empty<int>(), _ => throw new InvalidOperationException(), CancellationToken.None));
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
            Enumerable.Range(0, 10), _ => Task.FromResult(Interlocked.Increment(ref begun)), new CancellationToken(canceled: true)));
        Assert.Equal(0, begun);
    }

    /// <summary>Renewals that last until the test releases them.</summary>
    private sealed class HeldLeases
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _isFull = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private int _running;

        public HeldLeases(int total, CancellationToken cancellationToken = default) =>
            Renewing = EachLease.RenewAsync(Enumerable.Range(0, total), _ => RunAsync(), cancellationToken);

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
