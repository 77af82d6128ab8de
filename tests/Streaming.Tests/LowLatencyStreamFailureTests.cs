using System.Threading.Channels;
using AndroidZen.Gateways;
using AndroidZen.Streaming.Queues;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Orleans.Configuration;
using Orleans.Streams;

namespace AndroidZen.Streaming.Tests;

/// <summary>Consumers that do not keep up, and silos that go.</summary>
public sealed class LowLatencyStreamFailureTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task OnNext_ConsumerDoesNotKeepUp_RefusesProducersAndLosesNothingThatItTook()
    {
        await using var silos = await TestSilos.StartAsync(count: 1, lowLatency: streams => (streams.MaxQueuedBytes, streams.CacheSize) = (Megabyte, 16));
        var consumer = new StuckConsumer();
        var stream = silos.Grains.GetStreamProvider(GatewayStreams.ProviderName).GetStream<GatewayEvent>(StreamId.Create("slow", "consumer"));
        await stream.SubscribeAsync(consumer);
        var taken = 0;
        await Assert.ThrowsAsync<StreamQueueFullException>(async () =>
        {
            // What may wait: the queue's bytes, the cache's writes, and what the consumer holds.
            for (; taken < 1000; taken++)
            {
                await stream.OnNextAsync(Event(taken, 50_000));
            }
        });

        consumer.Release();
        await consumer.WhenReceivedAsync(taken);
        Assert.Equal(Enumerable.Range(0, taken), consumer.Offsets);
        await stream.OnNextAsync(Event(taken, 10));
        await consumer.WhenReceivedAsync(taken + 1);
    }

    [Fact]
    public async Task SiloWithTheQueueDies_EventsFlowAgainInOrder()
    {
        await using var silos = await TestSilos.StartAsync(count: 3, lowLatency: static _ => { }, losesSilos: true);
        await using var listener = await GatewayListener.StartAsync(silos.Grains);
        await using var traffic = NumberedEvents.Start(silos, listener);
        await traffic.AssertFlowsAsync();

        await silos.Cluster.KillSiloAsync(silos.SiloOf(QueueOf(silos, listener)));
        await traffic.AssertFlowsAsync();
    }

    [Fact]
    public async Task SilosRestartedOneByOne_EventsFlowAgainInOrder()
    {
        await using var silos = await TestSilos.StartAsync(count: 2, lowLatency: static _ => { }, losesSilos: true);
        await using var listener = await GatewayListener.StartAsync(silos.Grains);
        await using var traffic = NumberedEvents.Start(silos, listener);
        foreach (var silo in silos.Cluster.Silos.ToList())
        {
            await silos.Cluster.RestartSiloAsync(silo);
            await traffic.AssertFlowsAsync();
        }
    }

    private static IStreamQueueGrain QueueOf(TestSilos silos, GatewayListener listener)
    {
        var mapper = new HashRingBasedStreamQueueMapper(new HashRingStreamQueueMapperOptions { TotalQueueCount = 4 }, GatewayStreams.ProviderName);
        var queue = mapper.GetQueueForStream(StreamId.Create(GatewayStreams.Namespace, listener.Id));
        return silos.Grains.GetGrain<IStreamQueueGrain>(StreamQueueKey.Of(GatewayStreams.ProviderName, queue));
    }

    internal static GatewayEvent Event(int offset, int bytes) => new()
    {
        Publication = new Publication { Topic = "t", Position = new TopicPosition("e", offset), Type = "live_metrics", Timestamp = DateTimeOffset.UnixEpoch, Data = new byte[bytes] },
    };

    private sealed class StuckConsumer : IAsyncBatchObserver<GatewayEvent>
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<int> _received = Channel.CreateUnbounded<int>();

        public List<int> Offsets { get; } = [];

        public void Release() => _released.SetResult();

        /// <summary>Takes what has arrived until there are so many <see cref="Offsets"/>.</summary>
        public async Task WhenReceivedAsync(int count)
        {
            using var deadline = new CancellationTokenSource(SocketClient.Patience);
            while (Offsets.Count < count)
            {
                Offsets.Add(await _received.Reader.ReadAsync(deadline.Token));
            }
        }

        public async Task OnNextAsync(IList<SequentialItem<GatewayEvent>> items)
        {
            await _released.Task;
            foreach (var item in items)
            {
                _received.Writer.TryWrite((int)item.Item.Publication!.Position.Offset);
            }
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
