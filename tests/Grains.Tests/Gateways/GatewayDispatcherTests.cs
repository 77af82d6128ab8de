using System.Diagnostics.Metrics;
using AndroidZen.Gateways;
using AndroidZen.Grains.Gateways;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Tests.Gateways;

[Collection(SilosCollection.Name)]
public class GatewayDispatcherTests(SilosFixture fixture)
{
    private readonly TestSilos _silos = fixture.Silos;

    [Fact]
    public async Task EnqueueAsync_LanesCloseAndOpenAllTheTime_KeepsTheOrderOfEachGateway()
    {
        // A batch of one makes the lane run dry as often as possible.
        var dispatcher = new GatewayDispatcher(
            _silos.Grains, _silos.Clock, Options.Create(new DispatchOptions { MaxBatch = 1 }), new DispatchMetrics(_silos.Grains.ServiceProvider.GetRequiredService<IMeterFactory>()), NullLogger<GatewayDispatcher>.Instance);
        await using var one = await GatewayListener.StartAsync(_silos.Grains);
        await using var two = await GatewayListener.StartAsync(_silos.Grains);
        const int Count = 300;
        for (var offset = 1; offset <= Count; offset++)
        {
            await dispatcher.EnqueueAsync(one.Id, Event(offset));
            await dispatcher.EnqueueAsync(two.Id, Event(offset));
            if (offset % 10 == 0)
            {
                Assert.Equal(offset, await ReadToAsync(one, offset));
            }
        }

        for (var offset = 1; offset <= Count; offset++)
        {
            Assert.Equal(offset, (await two.NextPublicationAsync()).Position.Offset);
        }
    }

    private static async Task<long> ReadToAsync(GatewayListener gateway, long offset)
    {
        var last = 0L;
        for (var n = 0; n < 10; n++)
        {
            var next = (await gateway.NextPublicationAsync()).Position.Offset;
            Assert.True(last == 0 || next == last + 1, $"{next} after {last}");
            last = next;
        }

        return last == offset ? last : throw new InvalidOperationException($"Read to {last} instead of {offset}.");
    }

    private static GatewayEvent Event(long offset) => new()
    {
        Publication = new Publication { Topic = "t", Position = new TopicPosition("e", offset), Type = "live_metrics", Timestamp = default, Data = [] },
    };
}
