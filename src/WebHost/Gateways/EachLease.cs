using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Renews many leases: several at a time, because tens of thousands in a row would outlast themselves, and each by itself, because one that fails must keep no other from it.</summary>
internal static class EachLease
{
    /// <summary>How many calls run at the same time, unless each stands for many.</summary>
    private const int Concurrency = 64;

    /// <summary>Renews each.</summary>
    /// <param name="leases">What is to be renewed.</param>
    /// <param name="renew">Renews one.</param>
    /// <param name="pace">How fast.</param>
    /// <param name="cancellationToken">Ends it; no more are begun.</param>
    /// <param name="concurrency">How many at the same time.</param>
    /// <returns>The exceptions of those that could not be renewed.</returns>
    public static async Task<IReadOnlyCollection<Exception>> RenewAsync<T>(
        IEnumerable<T> leases, Func<T, Task> renew, RenewalPace pace, CancellationToken cancellationToken, int concurrency = Concurrency)
    {
        var failures = new ConcurrentBag<Exception>();
        await Parallel.ForEachAsync(
            PacedAsync([.. leases], pace, concurrency, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (lease, _) =>
            {
                try
                {
                    await renew(lease);
                }
                catch (Exception exception)
                {
                    failures.Add(exception);
                }
            });
        return failures;
    }

    private static async IAsyncEnumerable<T> PacedAsync<T>(T[] leases, RenewalPace pace, int concurrency, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var portion = pace.Portion(leases.Length, concurrency);
        var start = pace.Clock.GetTimestamp();
        for (var n = 0; n < leases.Length; n++)
        {
            // What is late, because the cluster is slow, is not held back besides.
            if (n % portion == 0 && (n / portion * RenewalPace.Step) - pace.Clock.GetElapsedTime(start) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, pace.Clock, cancellationToken);
            }

            yield return leases[n];
        }
    }
}
