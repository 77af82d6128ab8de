using AndroidZen.Grains.Alerts;
using AndroidZen.Storage;

namespace AndroidZen.Grains.Tests.Alerts;

/// <summary>What is so when storage, topic, or silo fail between two steps.</summary>
public class AlertsGrainFailureTests
{
    [Fact]
    public async Task RaiseAsync_CannotBeStored_IsTheCallersExceptionAndNothingHasHappened()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        await test.RaiseAsync("d1");
        test.Silos.Storage.Refuse(test.Alerts, new IOException("disk full"));
        await Assert.ThrowsAnyAsync<Exception>(() => test.RaiseAsync("d2", "k"));
        await Assert.ThrowsAnyAsync<Exception>(async () => await test.Alerts.AcknowledgeAsync((await test.ListAsync()).Single().Id, "ann"));
        Assert.True((await test.ListAsync()).Single().IsOpen());
        Assert.Equal(["d1 open"], await test.PublishedAsync());

        test.Silos.Storage.Accept(test.Alerts);
        await test.RaiseAsync("d2", "k");
        Assert.Equal(["d1 open", "d2 open"], await test.PublishedAsync());
    }

    [Fact]
    public async Task RaiseAsync_StorageCannotBeRead_IsTheCallersExceptionAndTheNextCallReads()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        test.Silos.Storage.RefuseReads(test.Alerts.GetGrainId(), new StorageUnavailableException("away"));
        await Assert.ThrowsAnyAsync<Exception>(() => test.RaiseAsync("d1"));
        await Assert.ThrowsAnyAsync<Exception>(test.ListAsync);
        await Assert.ThrowsAnyAsync<Exception>(test.ReadAsync);
        Assert.DoesNotContain(test.Silos.Log.Errors, line => line.Category == "Orleans.Grain");

        test.Silos.Storage.Accept(test.Alerts);
        await test.RaiseAsync("d1");
        Assert.Single(await test.ListAsync());
        Assert.Equal(["d1 open"], await test.PublishedAsync());
    }

    [Fact]
    public async Task RaiseAsync_CannotBePublished_IsKeptAndARepeatPublishesItOnce()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        test.Silos.Storage.Refuse(test.Topic, new IOException("disk full"));
        await Assert.ThrowsAnyAsync<Exception>(() => test.RaiseAsync("d1", "k"));
        Assert.Single(await test.ListAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => test.RaiseAsync("d1", "k"));
        test.Silos.Storage.Accept(test.Topic);
        var receipt = await test.RaiseAsync("d1", "k");
        Assert.Equal(receipt, await test.RaiseAsync("d1", "k"));
        Assert.Single(await test.ListAsync());
        Assert.Equal(["d1 open"], await test.PublishedAsync());
    }

    [Fact]
    public async Task RaiseAsync_CannotBePublishedAndNobodyRepeatsIt_IsPublishedAfterAWhile()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        test.Silos.Storage.Refuse(test.Topic, new IOException("disk full"));
        await Assert.ThrowsAnyAsync<Exception>(() => test.RaiseAsync("d1"));
        test.Silos.Storage.Accept(test.Topic);
        await test.Silos.Clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("d1 open", AlertsUnderTest.Describe(await test.Gateway.NextPublicationAsync()));
    }

    /// <summary>The silo dies between the two writes: the alert is there, and whoever reads or repeats finds it published, once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RaiseAsync_SiloDiesBeforeItIsPublished_IsKeptAndPublishedOnce(bool isRepeated)
    {
        await using var test = await AlertsUnderTest.StartAsync(2);
        await test.RaiseAsync("d0");
        var gate = test.Silos.Storage.Hold(test.Topic.GetGrainId());
        var raising = test.RaiseAsync("d1", "k");
        await gate.WhenArrivedAsync();
        await test.Silos.Cluster.KillSiloAsync(test.Silos.SiloOf(test.Alerts));
        await Assert.ThrowsAnyAsync<Exception>(() => raising);
        gate.Open();
        test.Silos.Storage.Accept(test.Topic);
        Assert.Equal(["d1", "d0"], (await AlertsUnderTest.RepeatAsync(test.ListAsync)).Select(alert => alert.DeviceId));
        if (isRepeated)
        {
            await AlertsUnderTest.RepeatAsync(() => test.RaiseAsync("d1", "k"));
        }

        var read = await AlertsUnderTest.RepeatAsync(test.ReadAsync);
        Assert.Equal(["d0 open", "d1 open"], read.Snapshot!.Select(AlertsUnderTest.Describe));
        Assert.Equal(["d0 open", "d1 open"], await test.PublishedAsync());
        Assert.Equal(2, read.Position.Offset);
    }

    /// <summary>What an idle cluster had published is not published again whenever the grain is made anew.</summary>
    [Fact]
    public async Task OnActivateAsync_LongAfterTheLastChange_PublishesNothing()
    {
        await using var test = await AlertsUnderTest.StartAsync(1, ("Alerts:EscalateAfter", "00:00:00"));
        await test.RaiseAsync("d1");
        await test.Silos.DeactivateAsync(test.Alerts);
        await test.ReadAsync();
        await test.Silos.DeactivateAsync(test.Alerts);
        test.Silos.Clock.Advance(TimeSpan.FromHours(1));
        await test.ReadAsync();
        Assert.Equal(["d1 open"], await test.PublishedAsync());
    }

    [Fact]
    public async Task RaiseAsync_AnotherActivationHasWritten_EndsAndTheNextKnowsBoth()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        await test.RaiseAsync("d1");
        var another = new AlertLog(test.Silos.Storage.For(test.Silos.Serializer), test.Alerts.GetGrainId(), 100, 100_000);
        var (book, _) = await another.LoadAsync();
        await another.WriteAsync(book.With(AlertSamples.Alert(2, device: "d2")), new HashSet<long> { 2 }, []);

        await Assert.ThrowsAnyAsync<OrleansException>(() => test.RaiseAsync("d3", "k"));
        await AlertsUnderTest.RepeatAsync(() => test.RaiseAsync("d3", "k"));
        Assert.Equal(["d3", "d2", "d1"], (await test.ListAsync()).Select(alert => alert.DeviceId));
        Assert.Contains(test.Silos.Log.Lines, line => line.EventId == EventIds.AlertsWrittenElsewhere);
    }
}
