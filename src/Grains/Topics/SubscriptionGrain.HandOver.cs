namespace AndroidZen.Grains.Topics;

/// <summary>The topic moves to another silo when its own stops, and goes on where it was: same epoch, same offsets.</summary>
internal sealed partial class SubscriptionGrain : IGrainMigrationParticipant
{
    private const string LifeKey = "topic";

    private TopicLife? _former;

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        dehydrationContext.TryAddValue(LifeKey, _commits is null ? _sequence.ToLife(_interest.Entries) : new TopicLife { Interest = _interest.Entries });
        handOver.MarkMoved();
        metrics.Moved();
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext) => rehydrationContext.TryGetValue(LifeKey, out _former);
}
