namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Tests that measure what kills do to traffic have the machine for themselves, one after the other, on one cluster that each leaves whole.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DeliveryCollection : ICollectionFixture<RedisCluster>
{
    public const string Name = "Delivery";
}
