namespace AndroidZen.TestKit.Tests;

public sealed class TimersOnThreadPoolTests
{
    [Fact]
    public async Task Advance_SomebodyWaitsInALoopForTheRestOfAMillisecond_ComesBack()
    {
        var clock = new TestClock();
        var timers = new TimersOnThreadPool(clock);
        var due = clock.GetUtcNow() + TimeSpan.FromMilliseconds(20.4);
        var waiting = WaitAsync(timers, due);
        clock.Advance(TimeSpan.FromMilliseconds(20));
        clock.Advance(TimeSpan.FromMilliseconds(20));
        await waiting.WaitAsync(SocketClient.Patience);
    }

    /// <summary>As Orleans' reminders do. A delay below a millisecond is none.</summary>
    private static async Task WaitAsync(TimeProvider clock, DateTimeOffset due)
    {
        while (due - clock.GetUtcNow() is { Ticks: > 0 } remaining)
        {
            await Task.Delay(remaining, clock);
        }
    }
}
