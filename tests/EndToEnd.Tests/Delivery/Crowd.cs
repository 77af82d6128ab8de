using AndroidZen.TestKit.Delivery;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Many clients on one topic and one web host, all of which come back at once when it dies.</summary>
internal static class Crowd
{
    /// <returns>The figures.</returns>
    public static async Task<string> RecoversAsync(ProcessCluster cluster, int clients, double rate)
    {
        var topic = NumberedTopic.Free($"crowd-{Guid.NewGuid():N}");
        await using var traffic = await Traffic.StartAsync(cluster, [topic], clients, rate, hostsOf: _ => [.. cluster.Hosts.Reverse()]);
        await traffic.FlowAsync(20);
        await cluster.KillWebHostAsync(1); // The publisher is on the other one.
        await traffic.FlowAsync(40);
        await cluster.StartWebHostAsync(1);
        var figures = await traffic.AssertDeliveredAsync($"web host 1 was killed with {clients} connections");
        Assert.All(traffic.Checkers, checker => Assert.Equal((true, true, false), (checker.Connections > 1, checker.Recoveries > 0, checker.HasLostAnything)));
        return figures;
    }
}
