using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Delivery;

/// <summary>Makes a fake clock go as real time goes, for as long as it exists.</summary>
internal sealed class PassingTime : IAsyncDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _passing;

    public PassingTime(TestClock clock) => _passing = PassAsync(clock);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _passing;
        _stopping.Dispose();
    }

    private async Task PassAsync(TestClock clock)
    {
        using var timer = new PeriodicTimer(_tick);
        while (!_stopping.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync();
            clock.Advance(_tick);
        }
    }
}
