using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.TestKit;

/// <summary>A fake clock that tells when somebody has begun to wait, so that a test never advances it too early.</summary>
public sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Timer, DateTimeOffset> _due = [];
    private readonly List<(DateTimeOffset At, TaskCompletionSource Armed)> _waits = [];

    /// <summary>Completes when a timer is armed that will fire <paramref name="dueTime"/> from now; at once if there is one.</summary>
    public async Task WhenArmedAsync(TimeSpan dueTime)
    {
        var armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var at = GetUtcNow() + dueTime;
            if (_due.ContainsValue(at))
            {
                return;
            }

            _waits.Add((at, armed));
        }

        try
        {
            await armed.Task.WaitAsync(SocketClient.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Nobody waits for {dueTime}.");
        }
    }

    /// <summary>Waits until a timer is armed for <paramref name="dueTime"/>, then lets it fire.</summary>
    public async Task PassAsync(TimeSpan dueTime)
    {
        await WhenArmedAsync(dueTime);
        Advance(dueTime);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this);
        timer.Inner = base.CreateTimer(
            argument =>
            {
                Set(timer, Timeout.InfiniteTimeSpan);
                callback(argument);
            },
            state,
            dueTime,
            period);
        Set(timer, dueTime);
        return timer;
    }

    private void Set(Timer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            if (dueTime < TimeSpan.Zero)
            {
                _due.Remove(timer);
                return;
            }

            var at = GetUtcNow() + dueTime;
            _due[timer] = at;
            foreach (var (_, armed) in _waits.Where(wait => wait.At == at))
            {
                armed.SetResult();
            }

            _waits.RemoveAll(wait => wait.At == at);
        }
    }

    private sealed class Timer(TestClock clock) : ITimer
    {
        public ITimer? Inner { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = Inner!.Change(dueTime, period);
            clock.Set(this, dueTime);
            return isChanged;
        }

        public void Dispose()
        {
            clock.Set(this, Timeout.InfiniteTimeSpan);
            Inner?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
