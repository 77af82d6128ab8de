using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Delivery;

/// <summary>Silos in this process that are killed, stopped and replaced in an order that a seed decides.</summary>
internal sealed class RandomSilos(TestSilos silos, Random random)
{
    /// <summary>What has been done, for whoever reads of a failure.</summary>
    public List<string> History { get; } = [];

    /// <summary>Ends a silo, and starts another one before or after that.</summary>
    public async Task ReplaceOneAsync()
    {
        var victim = silos.Cluster.Silos[random.Next(silos.Cluster.Silos.Count)];
        var (isKilled, isReplacedFirst) = (random.Next(3) > 0, random.Next(2) == 0);
        History.Add($"{victim.Name} is {(isKilled ? "killed" : "stopped")}, another one comes {(isReplacedFirst ? "before" : "after")}");
        if (isReplacedFirst)
        {
            await silos.Cluster.StartAdditionalSiloAsync();
        }

        await (isKilled ? silos.Cluster.KillSiloAsync(victim) : silos.Cluster.StopSiloAsync(victim));
        if (!isReplacedFirst)
        {
            await silos.Cluster.StartAdditionalSiloAsync();
        }
    }
}
