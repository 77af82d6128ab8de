namespace AndroidZen.Topics;

/// <summary>
/// A topic's only sequencer. Key: the topic. It numbers publications and sends each once to every web gateway that is interested,
/// however many connections wait there.
/// </summary>
[Alias("androidzen.subscription"), GrainInterfaceType("androidzen.subscription")]
public interface ISubscriptionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Numbers the publication and hands it to the streams of the interested gateways. On a durable topic it is stored first. A repeat (<see cref="PublicationDraft.IdempotencyKey"/>) is
    /// answered as the first time.
    /// </summary>
    [Alias("publish")]
    Task<PublicationReceipt> PublishAsync(PublicationDraft draft, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="PublishAsync"/>, several in their order: on a durable topic they share a write, as far as one takes them. If one fails, others may have been published.</summary>
    [Alias("publish-all")]
    Task<PublicationReceipt[]> PublishAllAsync(PublicationDraft[] drafts, CancellationToken cancellationToken = default);

    /// <summary>
    /// States how many connections of one gateway are on the topic: absolute, so that repeating it is harmless, and a lease, so that a
    /// dead gateway is forgotten.
    /// </summary>
    /// <returns>The topic's position: every later publication reaches the gateway's stream.</returns>
    [Alias("set-interest")]
    Task<TopicPosition> SetInterestAsync(GatewayInterest interest, CancellationToken cancellationToken = default);

    /// <summary>Reads the history that is kept.</summary>
    [Alias("read")]
    Task<TopicRead> ReadAsync(TopicReadRequest request, CancellationToken cancellationToken = default);

    /// <summary>How many connections are on the topic, over all gateways.</summary>
    [Alias("count-connections")]
    Task<int> CountConnectionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Where the topic stands, what is kept of it, and how fast it goes.</summary>
    [Alias("describe")]
    Task<TopicDescription> DescribeAsync(CancellationToken cancellationToken = default);
}

/// <summary>How many connections of one gateway are on a topic.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-interest")]
public sealed record GatewayInterest
{
    [Id(0)] public required string Gateway { get; init; }

    /// <summary>0 ends the interest.</summary>
    [Id(1)] public required int Connections { get; init; }

    /// <summary>How long it holds unless it is stated again.</summary>
    [Id(2)] public required TimeSpan Lease { get; init; }

    /// <summary>Rises with every statement of the gateway: of two that overtake each other the newer counts.</summary>
    [Id(3)] public long Version { get; init; }
}
