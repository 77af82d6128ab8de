using AndroidZen.Gateways;
using AndroidZen.Grains.Gateways;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Topics;

/// <summary>The topic's sequencer. Not reentrant: one call at a time is what makes the order.</summary>
[GrainType("subscription")]
internal sealed partial class SubscriptionGrain(GatewayDispatcher dispatcher, TimeProvider clock, ILogger<SubscriptionGrain> logger)
    : Grain, ISubscriptionGrain
{
    private readonly InterestTable _interest = new();
    private readonly List<string> _gateways = [];
    private TopicSequence? _sequence;

    private TopicSequence Sequence => _sequence ??= new TopicSequence(this.GetPrimaryKeyString(), TopicSequence.NewEpoch());

    public async Task<PublicationReceipt> PublishAsync(PublicationDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var publication = Sequence.Next(draft, now);
        var recipients = _interest.CollectGateways(now, _gateways);
        if (_gateways.Count > 0)
        {
            var gatewayEvent = new GatewayEvent { Publication = publication };
            foreach (var gateway in _gateways)
            {
                await dispatcher.EnqueueAsync(gateway, gatewayEvent);
            }
        }

        LogPublished(publication.Type, publication.Topic, publication.Position.Offset, recipients);
        return new PublicationReceipt(publication.Position, recipients);
    }

    public Task<TopicPosition> SetInterestAsync(GatewayInterest interest, CancellationToken cancellationToken)
    {
        _interest.Set(interest, clock.GetUtcNow());
        LogInterestChanged(interest.Gateway, interest.Connections, this.GetPrimaryKeyString());
        return Task.FromResult(Sequence.Position);
    }

    public Task<int> CountConnectionsAsync(CancellationToken cancellationToken) => Task.FromResult(_interest.CollectGateways(clock.GetUtcNow(), _gateways));

    [LoggerMessage(EventIds.Published, LogLevel.Debug, "Published {Type} on {Topic} at offset {Offset} for {Recipients} connections")]
    private partial void LogPublished(string type, string topic, long offset, int recipients);

    [LoggerMessage(EventIds.InterestChanged, LogLevel.Debug, "Gateway {Gateway} has {Connections} connections on {Topic}")]
    private partial void LogInterestChanged(string gateway, int connections, string topic);
}
