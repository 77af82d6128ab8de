using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.HostAgent.Tests.Reporting;

/// <summary>A fake clock that tells when somebody waits on it, so that a test never moves the time before the wait has begun.</summary>
internal sealed class SignallingClock : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> _waits = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits(dueTime).Release();
        return timer;
    }

    /// <summary>Lets a wait of this length pass, once it has begun.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        var hasBegun = await Waits(wait).WaitAsync(Within.Limit);
        Assert.True(hasBegun, $"nobody waited for {wait}");
        Advance(wait);
    }

    private SemaphoreSlim Waits(TimeSpan length) => _waits.GetOrAdd(length, _ => new SemaphoreSlim(0));
}
