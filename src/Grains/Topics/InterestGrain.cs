using AndroidZen.Topics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace AndroidZen.Grains.Topics;

/// <inheritdoc cref="IInterestGrain"/>
[GrainType("interest"), StatelessWorker]
internal sealed partial class InterestGrain(ILogger<InterestGrain> logger) : Grain, IInterestGrain
{
    public async Task<InterestAnswer> StateAsync(InterestBatch batch, CancellationToken cancellationToken)
    {
        var moved = new Dictionary<string, TopicPosition>(StringComparer.Ordinal);
        var failed = new Dictionary<string, string>(StringComparer.Ordinal);
        await Task.WhenAll(batch.Topics.Select(StateAsync));
        return new InterestAnswer { Moved = moved, Failed = failed };

        async Task StateAsync(TopicInterest topic)
        {
            try
            {
                var position = await GrainFactory.GetTopic(topic.Topic).SetInterestAsync(
                    new GatewayInterest { Gateway = batch.Gateway, Connections = topic.Connections, Lease = batch.Lease, Version = topic.Version }, cancellationToken);
                if (position != topic.Delivered)
                {
                    moved[topic.Topic] = position;
                }
            }
            catch (Exception exception)
            {
                LogInterestFailed(exception, topic.Topic, batch.Gateway);
                failed[topic.Topic] = exception.Message;
            }
        }
    }

    [LoggerMessage(EventIds.InterestFailed, LogLevel.Debug, "Topic {Topic} could not be told of gateway {Gateway}")]
    private partial void LogInterestFailed(Exception exception, string topic, string gateway);
}
