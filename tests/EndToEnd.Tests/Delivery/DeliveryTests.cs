using Xunit.Abstractions;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Nobody misses a publication without being told, and on durable topics nobody misses one, whatever dies.</summary>
public abstract class DeliveryTests(ProcessCluster cluster, ITestOutputHelper output)
{
    private const int Clients = 4;
    private const double Rate = 10;

    [Fact]
    public async Task Traffic_NothingDies_EverythingArrivesOnceInOrder()
    {
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), Clients, Rate);
        await traffic.FlowAsync(30);
        output.WriteLine(await traffic.AssertDeliveredAsync("nothing has died"));
        Assert.All(traffic.Checkers, checker => Assert.Equal(1, checker.Connections));
    }

    [Fact]
    public async Task WebHost_KilledUnderTraffic_ItsClientsGoOnWhereTheyWere()
    {
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), Clients, Rate);
        await traffic.FlowAsync(20);
        await cluster.KillWebHostAsync(0);
        await cluster.StartWebHostAsync(0);
        await traffic.FlowAsync(40);
        output.WriteLine(await traffic.AssertDeliveredAsync("web host 0 was killed, and started again at once"));

        // No silo has died: what was missed is all there.
        Assert.Equal(Clients / 2, traffic.Checkers.Count(checker => checker.Connections > 1 && checker.Recoveries > 0));
        Assert.All(traffic.Checkers, checker => Assert.False(checker.HasLostAnything));
    }

    [Fact]
    public async Task Silos_KilledOneAfterTheOtherUnderTraffic_NothingIsMissedInSilence()
    {
        var topics = Traffic.TopicsOfAllKinds();
        await using var traffic = await Traffic.StartAsync(cluster, topics, Clients, Rate);
        foreach (var silo in new[] { 0, 1 })
        {
            await traffic.FlowAsync(20);
            await cluster.KillSiloAsync(silo);
            await cluster.StartSiloAsync(silo, isElsewhere: true);
            await traffic.FlowAsync(60);
        }

        output.WriteLine(await traffic.AssertDeliveredAsync("both silos were killed, one after the other, and started again elsewhere"));

        // Wherever a volatile topic was, its silo has died: each client has been told so of each.
        Assert.All(traffic.Checkers, checker => Assert.All(topics.Where(topic => !topic.IsDurable), topic => Assert.True(checker.HasLost(topic.Name), topic.Name)));
    }

    [Fact]
    public async Task WebHost_KilledWithAThousandClientsOnATopic_AllOfThemRecover() => output.WriteLine(await Crowd.RecoversAsync(cluster, clients: 1000, rate: 20));
}

/// <inheritdoc/>
[Collection(RedisDelivery.Name)]
public sealed class RedisDeliveryTests(RedisCluster cluster, ITestOutputHelper output) : DeliveryTests(cluster, output);

/// <inheritdoc/>
[Collection(SqliteDelivery.Name)]
public sealed class SqliteDeliveryTests(SqliteCluster cluster, ITestOutputHelper output) : DeliveryTests(cluster, output);
