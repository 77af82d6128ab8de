namespace AndroidZen.WebHost.Gateways;

/// <summary>How fast leases are renewed: all of ten thousand agents at once would hold up for seconds whatever is published meanwhile.</summary>
/// <param name="Clock">The gateway's.</param>
/// <param name="Window">Within how long the last is begun; <see cref="TimeSpan.Zero"/> does not hold any back.</param>
internal readonly record struct RenewalPace(TimeProvider Clock, TimeSpan Window)
{
    /// <summary>The time from one portion to the next.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>With each heartbeat: all are through before the next, and in good time for a lease of three intervals of which one is lost.</summary>
    public static RenewalPace OfHeartbeats(TimeProvider clock, TimeSpan interval) => new(clock, 0.75 * interval);

    /// <summary>As fast as it goes.</summary>
    public static RenewalPace AtOnce(TimeProvider clock) => new(clock, TimeSpan.Zero);

    /// <summary>How many of <paramref name="count"/> leases are begun in each step: no fewer than may run at the same time, so that few are renewed at once.</summary>
    public int Portion(int count, int concurrency) => Math.Max(concurrency, (int)Math.Ceiling(count / Math.Max(1, Window / Step)));
}
