using System.Text;
using AndroidZen.Alerts;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Alerts;

public class AlertsGrainTests
{
    [Fact]
    public async Task RaiseAsync_Answered_IsPublishedAndKept()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        var receipt = await test.RaiseAsync("d1", details: """{"type":"root"}""");
        var published = await test.Gateway.NextPublicationAsync();
        var alert = (await test.ListAsync()).Single();
        Assert.Equal((receipt.Position, "security_alert", "security", alert.Id), (published.Position, published.Type, published.Topic, published.Key));
        Assert.Equal(1, receipt.Recipients);
        Assert.Equal(
            $$"""{"device_id":"d1","alert_details":{"type":"root"},"timestamp":"2026-03-01T12:00:00.000Z","alert_id":"{{alert.Id}}","state":"open"}""", Encoding.UTF8.GetString(published.Data));
        Assert.Equal(("d1", """{"type":"root"}""", test.Silos.Clock.GetUtcNow(), true), (alert.DeviceId, Encoding.UTF8.GetString(alert.Details), alert.RaisedAt, alert.IsOpen()));
        Assert.Equal(alert.Id, (await test.Alerts.GetAsync(alert.Id))!.Id);
        Assert.Null(await test.Alerts.GetAsync("alert_unknown"));
    }

    [Fact]
    public async Task RaiseAsync_Repeated_IsAnsweredAsTheFirstAndOneAlert()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        var together = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => test.RaiseAsync("d1", "k")));
        Assert.Single(together.Distinct());
        Assert.Equal(together[0], await test.RaiseAsync("d1", "k"));

        // The next activation has it from its store, and the topic from its own.
        await test.Silos.DeactivateAsync(test.Alerts);
        await test.Silos.DeactivateAsync(test.Topic);
        Assert.Equal(together[0].Position, (await test.RaiseAsync("d1", "k")).Position);
        Assert.Equal(together[0].Position, (await test.Silos.Grains.GetDevice("d1").AlertSecurityAsync("{}"u8.ToArray(), "k")).Position);

        Assert.Single(await test.ListAsync());
        Assert.Equal(["d1 open"], await test.PublishedAsync());
        await test.RaiseAsync("d2", "k");
        await test.RaiseAsync("d1", "l");
        Assert.Equal(["d1", "d2", "d1"], (await test.ListAsync()).Select(alert => alert.DeviceId));
    }

    [Fact]
    public async Task AcknowledgeAsync_Open_IsKeptAndToldWithTheWholeAlert()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        await test.RaiseAsync();
        var id = (await test.Gateway.NextPublicationAsync()).Key!;
        test.Silos.Clock.Advance(TimeSpan.FromSeconds(90));
        var (outcome, alert) = await test.Alerts.AcknowledgeAsync(id, "ann", "seen");
        Assert.Equal((AcknowledgeOutcome.Acknowledged, "ann", "seen"), (outcome, alert!.AcknowledgedBy, alert.Note));
        var told = await test.Gateway.NextPublicationAsync();
        Assert.Equal(id, told.Key);
        Assert.Equal(
            $$"""{"device_id":"d1","alert_details":{},"timestamp":"2026-03-01T12:00:00.000Z","alert_id":"{{id}}","state":"acknowledged","acknowledged_at":"2026-03-01T12:01:30.000Z","acknowledged_by":"ann","note":"seen"}""",
            Encoding.UTF8.GetString(told.Data));

        await test.Silos.DeactivateAsync(test.Alerts);
        Assert.False((await test.Alerts.GetAsync(id))!.IsOpen());
        (outcome, alert) = await test.Alerts.AcknowledgeAsync(id, "bob");
        Assert.Equal((AcknowledgeOutcome.WasAcknowledged, "ann", "seen"), (outcome, alert!.AcknowledgedBy, alert.Note));
        Assert.Equal(AcknowledgeOutcome.NotFound, (await test.Alerts.AcknowledgeAsync("alert_unknown", "bob")).Outcome);
        Assert.Empty(await test.Gateway.RestAsync());
    }

    [Fact]
    public async Task RaiseAsync_ABurst_SharesWrites()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        var gate = test.Silos.Storage.Hold(test.Alerts.GetGrainId());
        List<Task<PublicationReceipt>> raising = [test.RaiseAsync("d0")];
        await gate.WhenArrivedAsync();
        raising.AddRange(Enumerable.Range(1, 60).Select(number => test.RaiseAsync($"d{number}")));
        await test.Silos.Calls.WhenCalledAsync(test.Alerts, "RaiseAsync", 61);
        Assert.Empty(await test.ListAsync());
        gate.Open();
        await Task.WhenAll(raising);
        Assert.InRange(test.Silos.Storage.WritesOf(test.Alerts), 2, 4);
        Assert.Equal(61, (await test.ListAsync()).Count);
        Assert.Equal(61, (await test.PublishedAsync()).Distinct().Count());
    }

    [Fact]
    public async Task RaiseAsync_MoreThanMayBeOpen_TheOldestIsGivenUpAndTheLogWarns()
    {
        await using var test = await AlertsUnderTest.StartAsync(1, ("Alerts:MaxOpen", "3"), ("Alerts:MaxAcknowledged", "2"));
        foreach (var number in Enumerable.Range(1, 5))
        {
            await test.RaiseAsync($"d{number}");
        }

        Assert.Equal(["d5", "d4", "d3"], (await test.ListAsync()).Select(alert => alert.DeviceId));
        Assert.Equal(2, test.Silos.Log.Lines.Count(line => line.EventId == EventIds.AlertGivenUp));
        foreach (var alert in await test.ListAsync())
        {
            await test.Alerts.AcknowledgeAsync(alert.Id, "ann");
            test.Silos.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await test.Silos.DeactivateAsync(test.Alerts);
        Assert.Equal(["d4", "d3"], (await test.ListAsync()).Select(alert => alert.DeviceId));
    }

    [Fact]
    public async Task ReadTopicAsync_WithSnapshot_HasEveryOpenAlertAsItWasTold()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        var published = new List<Publication>();
        foreach (var device in new[] { "d1", "d2", "d3" })
        {
            await test.RaiseAsync(device);
            published.Add(await test.Gateway.NextPublicationAsync());
            test.Silos.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await test.Alerts.AcknowledgeAsync(published[1].Key!, "ann");
        var read = await test.ReadAsync();
        Assert.Equal(4, read.Position.Offset);
        Assert.Equal(4, read.Publications.Count);
        Assert.Equal([published[0].Key, published[2].Key], read.Snapshot!.Select(publication => publication.Key));
        Assert.Equal([published[0].Timestamp, published[2].Timestamp], read.Snapshot!.Select(publication => publication.Timestamp));
        Assert.All(read.Snapshot!, publication => Assert.Equal(read.Position, publication.Position));
        Assert.Equal([published[0].Data, published[2].Data], read.Snapshot!.Select(publication => publication.Data));
        Assert.Null((await test.Silos.Grains.GetTopicOwner(TopicNames.Security)!.ReadTopicAsync(TopicNames.Security, new TopicReadRequest())).Snapshot);
    }

    /// <summary>Between an alert that is stored and its publication nobody reads: the snapshot would have it, and the position would not.</summary>
    [Fact]
    public async Task ReadTopicAsync_AlertIsOnItsWay_WaitsForIt()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        var gate = test.Silos.Storage.Hold(test.Topic.GetGrainId());
        var raising = test.RaiseAsync();
        await gate.WhenArrivedAsync();
        var reading = test.ReadAsync();
        await test.Silos.Calls.WhenCalledAsync(test.Alerts, "ReadTopicAsync", 1);
        Assert.Single(await test.ListAsync());
        Assert.False(reading.IsCompleted);
        gate.Open();
        Assert.Equal((await raising).Position, (await reading).Position);
        Assert.Equal((await raising).Position, (await reading).Snapshot!.Single().Position);
    }
}
