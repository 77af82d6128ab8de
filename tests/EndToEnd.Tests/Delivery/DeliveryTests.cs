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
        var there = traffic.At(cluster.Hosts[0]);
        Assert.NotEmpty(there);
        await cluster.KillWebHostAsync(0);
        await cluster.StartWebHostAsync(0);
        await traffic.FlowAsync(40);
        output.WriteLine(await traffic.AssertDeliveredAsync("web host 0 was killed, and started again at once"));

        // No silo has died: what was missed is all there.
        Assert.All(there, checker => Assert.True(checker is { Connections: > 1, Recoveries: > 0 }, checker.Report()));
        Assert.All(traffic.Checkers, checker => Assert.False(checker.HasLostAnything));
    }

    [Fact]
    public async Task Silos_KilledOneAfterTheOtherUnderTraffic_NothingIsMissedInSilenceAndStateIsWhole()
    {
        var topics = Traffic.TopicsOfAllKinds();
        await using var state = await KeptState.StoreAsync(cluster);
        await using var traffic = await Traffic.StartAsync(cluster, topics, Clients, Rate);
        foreach (var silo in new[] { 0, 1 })
        {
            await traffic.FlowAsync(20);
            await state.HearLastOfAsync(silo);
            await cluster.KillSiloAsync(silo);
            await Task.WhenAll(cluster.StartSiloAsync(silo, isElsewhere: true), state.ReportAsync(10 + silo));
            await traffic.FlowAsync(60);
            await state.AssertIsShownAsync(10 + silo);
            await state.AssertIsNoticedToBeSilentAsync(silo);
        }

        await state.AssertIsListedAsync(silentDevices: 2);
        output.WriteLine(await traffic.AssertDeliveredAsync("both silos were killed, one after the other, and started again elsewhere"));

        // Wherever a volatile topic was, its silo has died: each client has been told so of each.
        Assert.All(traffic.Checkers, checker => Assert.All(topics.Where(topic => !topic.IsDurable), topic => Assert.True(checker.HasLost(topic.Name), topic.Name)));
    }
}

/// <inheritdoc/>
[Collection(RedisDelivery.Name)]
public sealed class RedisDeliveryTests(RedisCluster cluster, ITestOutputHelper output) : DeliveryTests(cluster, output);

/// <inheritdoc/>
[Collection(SqliteDelivery.Name)]
public sealed class SqliteDeliveryTests(SqliteCluster cluster, ITestOutputHelper output) : DeliveryTests(cluster, output);

/// <inheritdoc/>
[Collection(PostgresDelivery.Name)]
public sealed class PostgresDeliveryTests(PostgresCluster cluster, ITestOutputHelper output) : DeliveryTests(cluster, output);

/// <inheritdoc/>
[Collection(AzureDelivery.Name), Trait("Category", "Azure")]
public sealed class AzureDeliveryTests(AzureCluster cluster, ITestOutputHelper output) : DeliveryTests(cluster, output);
