using System.Diagnostics;
using AndroidZen.Delivery.Systems;
using AndroidZen.Delivery.Traffic;

namespace AndroidZen.Delivery.Throughput;

/// <summary>How many publications reach a socket in a second, when publishers bring as many as the way takes.</summary>
internal static class ThroughputRound
{
    /// <returns>Publications per second.</returns>
    public static async Task<double> RunAsync(IRoute route, TimeSpan warmup, TimeSpan duration)
    {
        await using var subscriber = await route.SubscribeAsync();
        var traffic = new FullTraffic(route);
        subscriber.Listen(_ => traffic.OnReceived());
        using var stopping = new CancellationTokenSource();
        var publishing = traffic.PublishAsync(stopping.Token);
        await Task.Delay(warmup);
        var (before, start) = (traffic.Received, Stopwatch.GetTimestamp());
        await Task.Delay(duration);
        var perSecond = (traffic.Received - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stopping.CancelAsync();
        await publishing;
        subscriber.ThrowIfClosed();
        return perSecond;
    }
}
