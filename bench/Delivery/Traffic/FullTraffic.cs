using AndroidZen.Delivery.Systems;
using AndroidZen.Load.Measuring;

namespace AndroidZen.Delivery.Traffic;

/// <summary>Publishes as fast as the whole way takes: as long as no more than a bound is under way between publisher and socket.</summary>
internal sealed class FullTraffic(IRoute route)
{
    /// <summary>Half of <c>Connections:OutboxFrames</c>: the socket is never a slow consumer.</summary>
    private const int MaxUnderWay = 8192;

    private const int Publishers = 512;

    private long _published;
    private long _received;

    /// <summary>How many publications have reached the socket.</summary>
    public long Received => Volatile.Read(ref _received);

    public void OnReceived() => Interlocked.Increment(ref _received);

    /// <summary>Publishes until it is cancelled.</summary>
    public Task PublishAsync(CancellationToken stopping) => Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(() => PublishOneByOneAsync(stopping), CancellationToken.None)));

    private async Task PublishOneByOneAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (Volatile.Read(ref _published) - Received >= MaxUnderWay)
            {
                await Task.Delay(1, CancellationToken.None);
                continue;
            }

            Interlocked.Increment(ref _published);
            await route.PublishAsync(Stamp.Write());
        }
    }
}
