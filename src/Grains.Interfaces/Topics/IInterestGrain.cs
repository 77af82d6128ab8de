namespace AndroidZen.Topics;

/// <summary>States a gateway's interest in many topics with one call. Any key; every silo answers for itself.</summary>
[Alias("androidzen.interest"), GrainInterfaceType("androidzen.interest")]
public interface IInterestGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// States the interest in each topic (<see cref="ISubscriptionGrain.SetInterestAsync"/>), and compares how far the gateway has come. A topic that cannot be told keeps no other from it.
    /// </summary>
    [Alias("state")]
    Task<InterestAnswer> StateAsync(InterestBatch batch, CancellationToken cancellationToken = default);
}

/// <summary>The topics of a gateway, or some of them.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.interest-batch")]
public sealed record InterestBatch
{
    [Id(0)] public required string Gateway { get; init; }

    /// <inheritdoc cref="GatewayInterest.Lease"/>
    [Id(1)] public required TimeSpan Lease { get; init; }

    [Id(2)] public required IReadOnlyList<TopicInterest> Topics { get; init; }
}

/// <summary>One topic of a gateway: how many connections are on it, and what it has delivered to them.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-interest")]
public readonly record struct TopicInterest(
    [property: Id(0)] string Topic, [property: Id(1)] int Connections, [property: Id(2)] TopicPosition Delivered, [property: Id(3)] long Version = 0);

/// <summary>What came of an <see cref="InterestBatch"/>.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.interest-answer")]
public sealed record InterestAnswer
{
    /// <summary>The positions of the topics that stand elsewhere than the gateway said.</summary>
    [Id(0)] public required IReadOnlyDictionary<string, TopicPosition> Moved { get; init; }

    /// <summary>The topics that could not be told, and why.</summary>
    [Id(1)] public required IReadOnlyDictionary<string, string> Failed { get; init; }
}
