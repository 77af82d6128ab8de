using System.Text.Json;
using System.Threading.Channels;
using AndroidZen.Gateways;
using AndroidZen.Topics;
using Orleans.Runtime.Placement;
using Orleans.Streams;

namespace AndroidZen.TestKit;

/// <summary>Stands in for a web gateway: reads one gateway's stream, in order.</summary>
public sealed class GatewayListener : IAsyncBatchObserver<GatewayEvent>, IAsyncDisposable
{
    private readonly Channel<GatewayEvent> _events = Channel.CreateUnbounded<GatewayEvent>();
    private readonly IClusterClient _client;
    private StreamSubscriptionHandle<GatewayEvent>? _subscription;

    private GatewayListener(IClusterClient client) => _client = client;

    /// <summary>The gateway's id.</summary>
    public string Id { get; } = $"gateway-{Guid.NewGuid():N}";

    /// <summary>Subscribes to the stream of a new gateway.</summary>
    public static async Task<GatewayListener> StartAsync(IClusterClient client)
    {
        var listener = new GatewayListener(client);
        var stream = client.GetStreamProvider(GatewayStreams.ProviderName)
            .GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, listener.Id));
        listener._subscription = await stream.SubscribeAsync(listener);
        return listener;
    }

    /// <summary>States that the gateway has connections on the topic.</summary>
    public Task<TopicPosition> SetInterestAsync(string topic, int connections = 1, TimeSpan? lease = null) =>
        _client.GetGrain<ISubscriptionGrain>(topic).SetInterestAsync(
            new GatewayInterest { Gateway = Id, Connections = connections, Lease = lease ?? TimeSpan.FromDays(1) });

    /// <summary>The next event.</summary>
    public async Task<GatewayEvent> NextAsync(string what = "an event")
    {
        using var deadline = new CancellationTokenSource(SocketClient.Patience);
        try
        {
            return await _events.Reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{what} did not arrive on the stream of {Id}.");
        }
    }

    /// <summary>The next event, which must be a publication.</summary>
    public async Task<Publication> NextPublicationAsync(string what = "a publication") =>
        (await NextAsync(what)).Publication ?? throw new InvalidOperationException($"A heartbeat came where {what} was due.");

    /// <summary>The next event, which must be a heartbeat.</summary>
    public async Task<GatewayHeartbeat> NextHeartbeatAsync() =>
        (await NextAsync("a heartbeat")).Heartbeat ?? throw new InvalidOperationException("A publication came where a heartbeat was due.");

    /// <summary>The next publications, as <c>type topic</c>.</summary>
    public async Task<IReadOnlyList<string>> NextTypesAsync(int count)
    {
        var types = new List<string>();
        while (types.Count < count)
        {
            var publication = await NextPublicationAsync($"publication {types.Count + 1} of {count} after [{string.Join(", ", types)}]");
            types.Add($"{publication.Type} {publication.Topic}");
        }

        return types;
    }

    /// <summary>
    /// Publishes an end mark on a topic of each silo, and reads to the last of them: what came before is all that there was. Each silo writes to the stream in
    /// its own order, so one mark alone could overtake what another silo still has to write.
    /// </summary>
    public async Task<IReadOnlyList<GatewayEvent>> RestAsync()
    {
        var marks = new HashSet<string>();
        foreach (var silo in (await _client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys)
        {
            var topic = $"end-{Guid.NewGuid():N}";
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            await SetInterestAsync(topic);
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            await _client.GetGrain<ISubscriptionGrain>(topic).PublishAsync(new PublicationDraft { Type = "system_message", Data = "{}"u8.ToArray() });
            marks.Add(topic);
        }

        var events = new List<GatewayEvent>();
        while (marks.Count > 0)
        {
            var next = await NextAsync("the end mark");
            if (next.Publication is null || !marks.Remove(next.Publication.Topic))
            {
                events.Add(next);
            }
        }

        return events;
    }

    /// <summary>How many subscriptions Orleans knows of it.</summary>
    public async Task<int> CountSubscriptionsAsync() => (await _client.GetStreamProvider(GatewayStreams.ProviderName)
        .GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, Id)).GetAllSubscriptionHandles()).Count;

    public Task OnNextAsync(IList<SequentialItem<GatewayEvent>> items)
    {
        // Probes come with every report, and say nothing.
        foreach (var item in items.Where(item => item.Item.Publication is not null || item.Item.Heartbeat is not null))
        {
            _events.Writer.TryWrite(item.Item);
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_subscription is not null)
        {
            await _subscription.UnsubscribeAsync();
        }
    }
}

/// <summary>Reads a publication's data.</summary>
public static class PublicationData
{
    public static JsonElement Json(this Publication publication) => JsonElement.Parse(publication.Data);
}
