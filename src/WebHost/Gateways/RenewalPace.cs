namespace AndroidZen.WebHost.Gateways;

/// <summary>How fast leases are renewed: all of ten thousand agents at once would hold up for seconds whatever is published meanwhile.</summary>
/// <param name="Clock">The gateway's.</param>
/// <param name="Window">Within how long the last is begun; <see cref="TimeSpan.Zero"/> does not hold any back.</param>
internal readonly record struct RenewalPace(TimeProvider Clock, TimeSpan Window)
{
    /// <summary>The time from one portion to the next.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>How many of <paramref name="count"/> leases are begun in each step: no fewer than may run at the same time, so that few are renewed at once.</summary>
    public int Portion(int count, int concurrency) => Math.Max(concurrency, (int)Math.Ceiling(count / Math.Max(1, Window / Step)));
}
