using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Kills of silos and web hosts, at random, under traffic: <c>./test.sh --soak [minutes]</c>.</summary>
[Trait("Category", "Soak")]
public abstract class DeliverySoakTests(ProcessCluster cluster, ITestOutputHelper output)
{
    private readonly Task[] _starting = [Task.CompletedTask, Task.CompletedTask, Task.CompletedTask, Task.CompletedTask];

    private static TimeSpan Length =>
        TimeSpan.FromMinutes(double.TryParse(Environment.GetEnvironmentVariable("ANDROIDZEN_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? minutes : 10);

    [Fact]
    public async Task SilosAndWebHosts_KilledAtRandom_NothingIsMissedInSilence()
    {
        var schedule = new KillSchedule();
        var kills = new List<string> { $"seed {schedule.Seed} (ANDROIDZEN_SEED), {Length}" };
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), clients: 6, rate: 10);
        try
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < Length)
            {
                var kill = schedule.Next();
                await Task.Delay(kill.After); // By the clock, so that the next one may come while nothing flows.
                kills.Add($"{DateTime.Now:HH:mm:ss} {Stopwatch.GetElapsedTime(started):hh\\:mm\\:ss} {kill}");
                output.WriteLine(kills[^1]);
                await CarryOutAsync(kill);
            }

            await Task.WhenAll(_starting);
        }
        catch (TimeoutException exception)
        {
            Assert.Fail($"{string.Join('\n', kills)}\n{exception.Message}\n{cluster.LastWords()}");
        }

        await traffic.FlowAsync(200);
        output.WriteLine(await traffic.AssertDeliveredAsync(string.Join('\n', kills)));
    }

    /// <summary>The stream subscriptions of those that died are still there for a while: they must not hold up the ones that come.</summary>
    [Fact]
    public async Task WebHosts_KilledOneAfterTheOther_TheNextOneIsReadyAndNobodyMissesAnything()
    {
        await using var traffic = await Traffic.StartAsync(cluster, Traffic.TopicsOfAllKinds(), clients: 4, rate: 10);
        for (var n = 0; n < 24; n++)
        {
            var started = Stopwatch.GetTimestamp();
            await cluster.KillWebHostAsync(n % 2);
            try
            {
                await cluster.StartWebHostAsync(n % 2);
            }
            catch (TimeoutException exception)
            {
                Assert.Fail($"after {n} others\n{exception.Message}\n{cluster.LastWords()}");
            }

            output.WriteLine($"ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        }

        output.WriteLine(await traffic.AssertDeliveredAsync("web hosts were killed one after the other"));
        Assert.All(traffic.Checkers, checker => Assert.False(checker.HasLostAnything));
    }

    [Fact]
    public async Task WebHost_KilledWithTenThousandClientsOnATopic_AllOfThemRecover() => output.WriteLine(await Crowd.RecoversAsync(cluster, clients: 10_000, rate: 2));

    private async Task CarryOutAsync(Kill kill)
    {
        // Where one is being started already, it is its neighbour's turn, if that one is up.
        var first = kill.IsSilo ? 0 : 2;
        int[] candidates = [first + kill.Index, first + 1 - kill.Index];
        var victim = candidates.FirstOrDefault(candidate => _starting[candidate].IsCompleted, -1);
        if (victim < 0)
        {
            return;
        }

        await _starting[victim]; // It has started, or the test ends here.
        await (kill.IsSilo ? cluster.KillSiloAsync(victim) : cluster.KillWebHostAsync(victim - 2));
        _starting[victim] = StartAgainAsync(kill, victim);
        if (kill.IsWaitedFor)
        {
            await _starting[victim];
        }
    }

    private async Task StartAgainAsync(Kill kill, int victim)
    {
        await Task.Delay(kill.Downtime);
        await (kill.IsSilo ? cluster.StartSiloAsync(victim, kill.IsElsewhere) : cluster.StartWebHostAsync(victim - 2));
    }
}

/// <inheritdoc/>
[Collection(RedisDelivery.Name)]
[Trait("Category", "Soak")]
public sealed class RedisDeliverySoakTests(RedisCluster cluster, ITestOutputHelper output) : DeliverySoakTests(cluster, output);

/// <inheritdoc/>
[Collection(SqliteDelivery.Name)]
[Trait("Category", "Soak")]
public sealed class SqliteDeliverySoakTests(SqliteCluster cluster, ITestOutputHelper output) : DeliverySoakTests(cluster, output);
