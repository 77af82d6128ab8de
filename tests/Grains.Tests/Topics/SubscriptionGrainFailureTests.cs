using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>What outlives the silo that had the topic.</summary>
public class SubscriptionGrainFailureTests
{
    private const int Publishers = 10;
    private const int Publications = 400;

    private static readonly Dictionary<string, string?> _settings = new() { ["Topics:SegmentBytes"] = "4096" };

    /// <summary>Publishers that name their requests and repeat what they have no answer to; the silo dies in the middle.</summary>
    [Fact]
    public async Task PublishAsync_SiloDiesDuringDurableTraffic_EverythingAcknowledgedIsThereOnce()
    {
        await using var silos = await TestSilos.StartAsync(3, _settings, losesSilos: true);
        var topic = silos.Grains.GetGrain<ISubscriptionGrain>(TopicNames.Security);
        var epoch = (await topic.PublishAsync(Draft("0"))).Position.Epoch;
        var receipts = new PublicationReceipt[Publications];
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (next, done) = (-1, 0);
        var publishers = Enumerable.Range(0, Publishers).Select(_ => Task.Run(PublishAsync)).ToList();
        await half.Task.WaitAsync(SocketClient.Patience);
        await silos.Cluster.KillSiloAsync(silos.SiloOf(topic));
        await Task.WhenAll(publishers);

        var read = await ReadAllAsync(topic);
        Assert.Equal(epoch, read[0].Position.Epoch);
        Assert.Equal(TopicSamples.Range(1, Publications + 1), read.Select(publication => publication.Position.Offset));
        Assert.Equal(Publications + 1, read.Select(publication => publication.Key).Distinct().Count());
        for (var n = 0; n < Publications; n++)
        {
            Assert.Equal($"{n + 1}", read[(int)receipts[n].Position.Offset - 1].Key);
        }

        async Task PublishAsync()
        {
            for (var n = Interlocked.Increment(ref next); n < Publications; n = Interlocked.Increment(ref next))
            {
                await Eventually.HoldsAsync($"publication {n} is answered", async () =>
                {
                    try
                    {
                        receipts[n] = await topic.PublishAsync(Draft($"{n + 1}"));
                        return true;
                    }
                    catch (Exception exception) when (exception is OrleansException or TimeoutException)
                    {
                        return false;
                    }
                });
                if (Interlocked.Increment(ref done) == Publications / 2)
                {
                    half.SetResult();
                }
            }
        }
    }

    [Fact]
    public async Task PublishAsync_SiloOfAVolatileTopicDies_IsANewEpoch()
    {
        await using var silos = await TestSilos.StartAsync(losesSilos: true);
        var topic = silos.Grains.GetGrain<ISubscriptionGrain>(TopicNames.Performance);
        var before = await topic.PublishAsync(Draft("k"));
        Assert.Equal(before, await topic.PublishAsync(Draft("k")));
        await silos.Cluster.KillSiloAsync(silos.SiloOf(topic));
        PublicationReceipt? after = null;
        await Eventually.HoldsAsync("the topic is somewhere else", async () =>
        {
            try
            {
                after = await topic.PublishAsync(Draft("k"));
                return true;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                return false;
            }
        });
        Assert.NotEqual(before.Position.Epoch, after!.Value.Position.Epoch);
        Assert.Equal(1, after.Value.Position.Offset);
    }

    private static async Task<List<Publication>> ReadAllAsync(ISubscriptionGrain topic)
    {
        var all = new List<Publication>();
        TopicRead read;
        do
        {
            read = await topic.ReadAsync(new TopicReadRequest { Since = all.LastOrDefault()?.Position });
            all.AddRange(read.Publications.Where(publication => all.Count == 0 || publication.Position.Offset > all[^1].Position.Offset));
        }
        while (all[^1].Position != read.Position);

        return all;
    }

    private static PublicationDraft Draft(string name) => new() { Type = "security_alert", Data = "{}"u8.ToArray(), Key = name, IdempotencyKey = name };
}
