using Xunit.Abstractions;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>A thousand clients of a web host that dies, or is stopped. What they ask of the others has nothing to do with the storage: one is enough.</summary>
[Collection(RedisDelivery.Name)]
public sealed class CrowdTests(RedisCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task WebHost_KilledWithAThousandClientsOnATopic_AllOfThemRecover() => output.WriteLine(await Crowd.RecoversAsync(cluster, clients: 1000, rate: 10));

    [Fact]
    public async Task WebHost_StoppedWithAThousandClientsOnATopic_AllOfThemGoToTheOther() => output.WriteLine(await Crowd.MovesAsync(cluster, clients: 1000, rate: 10));
}
