using AndroidZen.Grains.HandOver;
using AndroidZen.Storage;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>A silo that is stopped in good order takes nothing with it: its topics go on elsewhere, where they were.</summary>
public sealed class SubscriptionGrainHandOverTests
{
    private static readonly PublicationDraft _draft = new() { Type = "live_metrics", Data = "{}"u8.ToArray() };

    [Theory]
    [InlineData("volatile-1")]
    [InlineData(TopicNames.Security)]
    public async Task StopSilo_TopicOnIt_GoesOnInItsEpochWithEverythingItHad(string name)
    {
        await using var silos = await TestSilos.StartAsync();
        var topic = silos.Grains.GetGrain<ISubscriptionGrain>(name);
        await topic.SetInterestAsync(new GatewayInterest { Gateway = "gateway-1", Connections = 12, Lease = TimeSpan.FromSeconds(90) });
        var first = await topic.PublishAsync(_draft with { Key = "k", IdempotencyKey = "live_metrics:1" });
        for (var offset = 2; offset <= 5; offset++)
        {
            await topic.PublishAsync(_draft);
        }

        var former = silos.SiloOf(topic);
        await silos.Cluster.StopSiloAsync(former);

        var next = await topic.PublishAsync(_draft);
        Assert.NotEqual(former.SiloAddress, silos.SiloOf(topic).SiloAddress);
        Assert.Equal(first.Position with { Offset = 6 }, next.Position);
        Assert.Equal(12, next.Recipients);
        Assert.Equal(first, await topic.PublishAsync(_draft with { Key = "k", IdempotencyKey = "live_metrics:1" }));
        var read = await topic.ReadAsync(new TopicReadRequest { Since = first.Position with { Offset = 0 }, WithSnapshot = true });
        Assert.Equal([1, 2, 3, 4, 5, 6], read.Publications.Select(publication => publication.Position.Offset));
        Assert.Equal([1], read.Snapshot!.Select(publication => publication.Position.Offset));
    }

    [Fact]
    public async Task StopSilo_ManyTopicsUnderTraffic_NoneBeginsAnew()
    {
        await using var silos = await TestSilos.StartAsync(count: 3);
        var topics = Enumerable.Range(0, 60).Select(n => silos.Grains.GetGrain<ISubscriptionGrain>($"volatile-{n}")).ToList();
        var before = await Task.WhenAll(topics.Select(topic => topic.PublishAsync(_draft)));
        using var stopping = new CancellationTokenSource();
        var traffic = topics.ConvertAll(topic => PublishUntilAsync(topic, stopping.Token));

        await silos.Cluster.StopSiloAsync(silos.Cluster.Silos[1]);
        await stopping.CancelAsync();

        var acknowledged = await Task.WhenAll(traffic);
        var after = await Task.WhenAll(topics.Select(topic => topic.PublishAsync(_draft)));
        Assert.Equal(before.Select(receipt => receipt.Position.Epoch), after.Select(receipt => receipt.Position.Epoch));

        // Numbers are given once: what was acknowledged meanwhile has one of its own, and those that were not may have one, too.
        Assert.All(after.Zip(acknowledged), pair => Assert.True(pair.First.Position.Offset >= pair.Second.Count + 2));
        Assert.All(acknowledged, offsets => Assert.Equal(offsets.Count, offsets.Distinct().Count()));
    }

    /// <summary>An activation that fails is tried again by Orleans, and logged twice each time, while its callers wait for seconds.</summary>
    [Fact]
    public async Task Activation_StorageCannotBeRead_IsThereAllTheSameAndReadsWithTheNextCall()
    {
        await using var silos = await TestSilos.StartAsync();
        var topic = silos.Grains.GetGrain<ISubscriptionGrain>(TopicNames.Security);
        silos.Storage.RefuseReads(topic.GetGrainId(), new StorageUnavailableException("The storage is away."));
        await Assert.ThrowsAnyAsync<Exception>(() => topic.PublishAsync(_draft));
        await Assert.ThrowsAnyAsync<Exception>(() => topic.ReadAsync(new TopicReadRequest()));
        await Assert.ThrowsAnyAsync<Exception>(() => topic.DescribeAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => topic.SetInterestAsync(new GatewayInterest { Gateway = "g", Connections = 1, Lease = TimeSpan.FromMinutes(1), Version = 1 }));
        Assert.DoesNotContain(silos.Log.Errors, line => line.Category == "Orleans.Grain");

        silos.Storage.Accept(topic);
        Assert.Equal(1, (await topic.PublishAsync(_draft)).Recipients); // Of the interest that was stated in vain.
        Assert.Equal(1, silos.Cluster.Silos.Sum(silo => silo.ServiceProvider.GetRequiredService<GrainHandOver>().Count));
    }

    private static async Task<List<long>> PublishUntilAsync(ISubscriptionGrain topic, CancellationToken stopping)
    {
        var offsets = new List<long>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                offsets.Add((await topic.PublishAsync(_draft, CancellationToken.None)).Position.Offset);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                // Refused while the grain is on its way; or the answer went through the silo that has stopped, and whether it was published is not known.
            }
        }

        return offsets;
    }
}
