namespace AndroidZen.WebHost.Connections;

/// <summary>
/// A bucket of tokens that fills steadily: one field and no timer, because there is one per connection. In place of a count it keeps the time at which it will be full
/// (the generic cell rate algorithm). A bucket that has never been used is full.
/// </summary>
internal struct TokenBucket
{
    private long _full;

    /// <summary>Takes one token.</summary>
    /// <param name="clock">Its timestamps count: they never go back, as the time of day may.</param>
    /// <param name="rate">How many tokens come in a second.</param>
    /// <param name="capacity">How many tokens a full bucket has.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(TimeProvider clock, int rate, int capacity)
    {
        var now = clock.GetTimestamp();
        var full = Math.Max(_full, now);
        var interval = clock.TimestampFrequency / rate;
        if (full - now > interval * (capacity - 1))
        {
            return false;
        }

        _full = full + interval;
        return true;
    }
}
