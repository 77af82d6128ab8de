using AndroidZen.Gateways;
using AndroidZen.TestKit;
using Orleans.Streams;

namespace AndroidZen.Streaming.Tests;

/// <summary>Numbered events that are written to a gateway's stream all the time, as a silo's lane writes them: one after the other, and again if a write fails.</summary>
internal sealed class NumberedEvents : IAsyncDisposable
{
    /// <summary>So many in a row, and the stream flows.</summary>
    private const int Enough = 20;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly GatewayListener _listener;
    private readonly IAsyncStream<GatewayEvent> _stream;
    private readonly HashSet<long> _seen = [];
    private readonly Task _writing;
    private int _written;
    private long _highest;

    private NumberedEvents(TestSilos silos, GatewayListener listener)
    {
        _listener = listener;
        _stream = silos.Grains.GetStreamProvider(GatewayStreams.ProviderName).GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, listener.Id));
        _writing = WriteAsync();
    }

    public static NumberedEvents Start(TestSilos silos, GatewayListener listener) => new(silos, listener);

    /// <summary>
    /// Reads until events that are written from now on arrive without a hole. Before that some may be missing, and some may come twice, but none comes for the first time behind a later one:
    /// a stream whose queue has died or changed its reader promises no more, and gateways need no more.
    /// </summary>
    public async Task AssertFlowsAsync()
    {
        var (from, inARow) = (Volatile.Read(ref _written), 0);
        while (inARow < Enough)
        {
            var offset = (await _listener.NextPublicationAsync($"an event after {_highest} (written: {Volatile.Read(ref _written)})")).Position.Offset;
            if (!_seen.Add(offset))
            {
                continue;
            }

            Assert.True(offset > _highest, $"{offset} came for the first time after {_highest}");
            inARow = offset > from ? offset == _highest + 1 ? inARow + 1 : 1 : 0;
            _highest = offset;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        _stopping.Dispose();
    }

    private async Task WriteAsync()
    {
        using var timer = new PeriodicTimer(_interval);
        try
        {
            var isWritten = true;
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                var number = isWritten ? Interlocked.Increment(ref _written) : _written;
                isWritten = await TryWriteAsync(number);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task<bool> TryWriteAsync(int number)
    {
        try
        {
            await _stream.OnNextAsync(LowLatencyStreamFailureTests.Event(number, 10));
            return true;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return false;
        }
    }
}
