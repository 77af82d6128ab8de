using System.Collections.Concurrent;
using AndroidZen.Gateways;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Gateways;

/// <summary>
/// One per silo: what this silo's topics have to tell each web gateway, written to the gateway's stream in batches. A thousand topics that publish at
/// once so cost a few writes, and each topic's order is kept.
/// </summary>
internal sealed class GatewayDispatcher
{
    private readonly ConcurrentDictionary<string, GatewayLane> _lanes = new(StringComparer.Ordinal);
    private readonly IClusterClient _client;
    private readonly TimeProvider _clock;
    private readonly DispatchOptions _options;
    private readonly DispatchMetrics _metrics;
    private readonly ILogger _logger;

    public GatewayDispatcher(IClusterClient client, TimeProvider clock, IOptions<DispatchOptions> options, DispatchMetrics metrics, ILogger<GatewayDispatcher> logger)
    {
        (_client, _clock, _options, _metrics, _logger) = (client, clock, options.Value, metrics, logger);
        metrics.Watch(this);
    }

    /// <summary>How many events wait for all gateways.</summary>
    public int Pending => _lanes.Values.Sum(lane => lane.Pending);

    /// <summary>Queues an event for the gateway. Completes at once, unless so many are waiting that the publisher must wait too.</summary>
    public ValueTask EnqueueAsync(string gateway, GatewayEvent gatewayEvent)
    {
        while (true)
        {
            var lane = _lanes.GetOrAdd(gateway, NewLane);
            if (lane.TryEnqueue(gatewayEvent, out var room))
            {
                return room;
            }

            // The lane had run dry and left the table between the two lines above.
        }
    }

    private GatewayLane NewLane(string gateway) => new(
        gateway,
        batch => _client.GetStreamProvider(GatewayStreams.ProviderName)
            .GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, gateway))
            .OnNextBatchAsync(batch),
        lane => _lanes.TryRemove(KeyValuePair.Create(gateway, lane)),
        _clock,
        _options,
        _metrics,
        _logger);
}
