namespace AndroidZen.WebHost.Gateways;

/// <summary>When, in a drain, whose turn it is. All times count from its beginning.</summary>
internal sealed class DrainSchedule(WebGatewayOptions options)
{
    /// <summary>At least half of the window is for departures, however short it is.</summary>
    private readonly TimeSpan _grace = options.DrainGrace < options.DrainWindow / 2 ? options.DrainGrace : options.DrainWindow / 2;

    /// <summary>At its end come the last to be closed.</summary>
    public TimeSpan Window => options.DrainWindow;

    /// <summary>When clients are to go: evenly spread over what is left of the window, ascending, each at random within its share, so that those of several hosts do not fall into step.</summary>
    /// <param name="count">How many clients.</param>
    /// <param name="from">When they are told.</param>
    public IEnumerable<TimeSpan> Departures(int count, TimeSpan from)
    {
        var left = Window - _grace - from;
        for (var n = 0; n < count; n++)
        {
            yield return left > TimeSpan.Zero ? from + (left * ((n + Random.Shared.NextDouble()) / count)) : from;
        }
    }

    /// <summary>When a client that has not gone is closed: not before it has had the time to, and never after the window.</summary>
    public TimeSpan ClosingOf(TimeSpan departure) => departure + _grace;

    /// <summary>When the next batch is closed.</summary>
    public TimeSpan NextBatch(TimeSpan now)
    {
        var next = options.DrainBatchInterval * (Math.Floor(now / options.DrainBatchInterval) + 1);
        return next < Window ? next : Window;
    }
}
