using System.Collections.Concurrent;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Renews many leases: several at a time, because tens of thousands in a row would outlast themselves, and each by itself, because one that fails must keep no other from it.</summary>
internal static class EachLease
{
    /// <summary>How many calls run at the same time, unless each stands for many.</summary>
    private const int Concurrency = 64;

    /// <summary>Renews each.</summary>
    /// <returns>The exceptions of those that could not be renewed.</returns>
    public static async Task<IReadOnlyCollection<Exception>> RenewAsync<T>(IEnumerable<T> leases, Func<T, Task> renew, CancellationToken cancellationToken, int concurrency = Concurrency)
    {
        var failures = new ConcurrentBag<Exception>();
        await Parallel.ForEachAsync(
            leases,
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
}
