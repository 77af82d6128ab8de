using AndroidZen.TestKit.Delivery;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Many clients on one topic and one web host, all of which come to the other when it dies, or stops.</summary>
internal static class Crowd
{
    /// <summary>The web host is killed: they come at once.</summary>
    public static Task<string> RecoversAsync(ProcessCluster cluster, int clients, double rate) => RecoversAsync(cluster, clients, rate, "killed", () => cluster.KillWebHostAsync(1));

    /// <summary>The web host is stopped: each comes when it is told to.</summary>
    public static Task<string> MovesAsync(ProcessCluster cluster, int clients, double rate) => RecoversAsync(cluster, clients, rate, "stopped", async () =>
        Assert.Equal(0, await cluster.StopWebHostAsync(1)));

    /// <returns>The figures.</returns>
    private static async Task<string> RecoversAsync(ProcessCluster cluster, int clients, double rate, string what, Func<Task> end)
    {
        var topic = NumberedTopic.Free($"crowd-{Guid.NewGuid():N}");
        await using var traffic = await Traffic.StartAsync(cluster, [topic], clients, rate, hostsOf: _ => [.. cluster.Hosts.Reverse()]);
        await traffic.FlowAsync(20);
        var there = traffic.At(cluster.Hosts[1]);
        Assert.InRange(there.Count, clients / 2, clients); // One whose first attempt fails tries the other.
        await end(); // The publisher is on the other one.
        try
        {
            await traffic.FlowAsync(40);
            var figures = await traffic.AssertDeliveredAsync($"web host 1 was {what} with {clients} connections");
            Assert.All(there, checker => Assert.Equal((true, true, false), (checker.Connections > 1, checker.Recoveries > 0, checker.HasLostAnything)));
            return figures;
        }
        finally
        {
            await cluster.StartWebHostAsync(1); // Not before all has been read: the clients have enough to do with what comes.
        }
    }
}
