using AndroidZen.Gateways;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Streaming.Tests;

/// <summary>What the platform expects of any stream provider, between a client and two silos. Each provider inherits it.</summary>
public abstract class StreamDeliveryTests(TestSilos silos)
{
    protected TestSilos Silos { get; } = silos;

    [Fact]
    public async Task OnNext_ManyWrites_ArriveWholeAndInOrder()
    {
        await using var listener = await GatewayListener.StartAsync(Silos.Grains);
        for (var write = 0; write < 200; write++)
        {
            await WriteAsync(listener, [.. Enumerable.Range((write * 5) + 1, 5)]);
        }

        Assert.Equal(Enumerable.Range(1, 1000), await ReadAsync(listener, 1000));
    }

    [Fact]
    public async Task OnNext_WritesNotAwaited_ArriveInTheOrderInWhichTheyWereTaken()
    {
        await using var listener = await GatewayListener.StartAsync(Silos.Grains);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(write => WriteAsync(listener, (write * 10) + 1, (write * 10) + 2)));
        var offsets = await ReadAsync(listener, 100);
        Assert.Equal(100, offsets.Distinct().Count());
        Assert.All(offsets.Chunk(2), pair => Assert.Equal(pair[0] + 1, pair[1]));
    }

    [Fact]
    public async Task OnNext_ManyStreamsAtOnce_EachHasItsOwnOrder()
    {
        var listeners = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => GatewayListener.StartAsync(Silos.Grains)));
        await Task.WhenAll(listeners.Select(async listener =>
        {
            for (var offset = 1; offset <= 100; offset++)
            {
                await WriteAsync(listener, offset);
            }
        }));
        foreach (var listener in listeners)
        {
            Assert.Equal(Enumerable.Range(1, 100), await ReadAsync(listener, 100));
            await listener.DisposeAsync();
        }
    }

    [Fact]
    public async Task OnNext_LargeEventsAmongSmallOnes_Arrive()
    {
        await using var listener = await GatewayListener.StartAsync(Silos.Grains);
        for (var offset = 1; offset <= 20; offset++)
        {
            await WriteAsync(listener, [Event(offset, offset % 5 == 0 ? 900_000 : 10)]);
        }

        Assert.Equal(Enumerable.Range(1, 20), await ReadAsync(listener, 20));
    }

    [Fact]
    public async Task OnNext_StreamThatNobodyReadsAnyMore_HoldsUpNoOther()
    {
        var first = await GatewayListener.StartAsync(Silos.Grains);
        await WriteAsync(first, 1);
        Assert.Equal([1], await ReadAsync(first, 1));
        await first.DisposeAsync();

        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GatewayListener.StartAsync(Silos.Grains)));
        foreach (var other in others)
        {
            await WriteAsync(first, 2);
            await WriteAsync(other, 3);
            Assert.Equal([3], await ReadAsync(other, 1));
            await other.DisposeAsync();
        }
    }

    protected Task WriteAsync(GatewayListener listener, params int[] offsets) => WriteAsync(listener, [.. offsets.Select(offset => Event(offset, 10))]);

    protected Task WriteAsync(GatewayListener listener, IReadOnlyList<GatewayEvent> events) => Silos.Grains.GetStreamProvider(GatewayStreams.ProviderName)
        .GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, listener.Id)).OnNextBatchAsync(events);

    protected static GatewayEvent Event(int offset, int bytes) => new()
    {
        Publication = new Publication
        {
            Topic = "t",
            Position = new TopicPosition("e", offset),
            Type = "live_metrics",
            Timestamp = DateTimeOffset.UnixEpoch,
            Data = new byte[bytes],
        },
    };

    protected static async Task<IReadOnlyList<int>> ReadAsync(GatewayListener listener, int count)
    {
        var offsets = new List<int>();
        while (offsets.Count < count)
        {
            offsets.Add((int)(await listener.NextPublicationAsync($"event {offsets.Count + 1} of {count}")).Position.Offset);
        }

        return offsets;
    }
}
