namespace AndroidZen.HostAgent.Reporting;

/// <summary>
/// How long to wait after a failure: longer each time, and a little different on every machine, so that they do not all come back at once.
/// </summary>
/// <param name="first">The longest wait after the first failure.</param>
/// <param name="longest">The longest wait of all.</param>
/// <param name="random">Numbers from 0 to 1.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<double> random)
{
    private int _failures;

    /// <param name="asked">How long the server asks for; kept to, up to the longest wait.</param>
    public TimeSpan Next(TimeSpan? asked)
    {
        var ceiling = TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, _failures), longest.Ticks));
        _failures++;
        var own = ceiling * (0.5 + (0.5 * random()));
        var wait = asked > own ? asked.Value + (first * random()) : own;
        return wait < longest ? wait : longest;
    }

    public void Reset() => _failures = 0;
}
