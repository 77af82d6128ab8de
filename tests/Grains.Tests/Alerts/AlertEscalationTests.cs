using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests.Alerts;

public class AlertEscalationTests
{
    private static readonly TimeSpan _reminder = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Escalation_NobodyAcknowledges_IsToldOnceAndInTime()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        await test.RaiseAsync("d1");
        await test.RaiseAsync("d2");
        var id = (await test.Gateway.NextPublicationAsync()).Key!;
        await test.Gateway.NextPublicationAsync();
        await test.Alerts.AcknowledgeAsync(id, "ann");
        Assert.Equal("d1 acknowledged", AlertsUnderTest.Describe(await test.Gateway.NextPublicationAsync()));

        await test.Silos.Clock.PassAsync(AlertsUnderTest.EscalateAfter);
        var escalated = await test.Gateway.NextPublicationAsync("the escalated alert");
        Assert.Equal("d2 open escalated", AlertsUnderTest.Describe(escalated));
        Assert.Equal("2026-03-01T12:07:37.300Z", escalated.Json().GetProperty("escalated_at").GetString());
        Assert.Equal(escalated.Data, (await test.ReadAsync()).Snapshot!.Single().Data);

        test.Silos.Clock.Advance(2 * AlertsUnderTest.EscalateAfter);
        Assert.Empty(await test.Gateway.RestAsync());
    }

    [Fact]
    public async Task Escalation_ActivationGone_ReminderBringsItBack()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        await test.RaiseAsync("d1");
        await test.Gateway.NextPublicationAsync();
        Assert.Equal(1, test.Silos.Reminders.CountOf(test.Alerts));
        await test.Silos.DeactivateAsync(test.Alerts);

        await test.Silos.Clock.PassAsync(_reminder);
        await test.Silos.Clock.PassAsync(AlertsUnderTest.EscalateAfter - _reminder);
        Assert.Equal("d1 open escalated", AlertsUnderTest.Describe(await test.Gateway.NextPublicationAsync()));
    }

    [Fact]
    public async Task Escalation_SiloKilled_GoesOnOnAnother()
    {
        await using var test = await AlertsUnderTest.StartAsync(2);
        await test.RaiseAsync("d1");
        await test.Silos.Cluster.KillSiloAsync(test.Silos.SiloOf(test.Alerts));
        await test.Silos.Cluster.WaitForLivenessToStabilizeAsync(didKill: true);

        await test.Silos.Clock.PassAsync(_reminder);
        await test.Silos.Clock.PassAsync(AlertsUnderTest.EscalateAfter - _reminder);
        await Eventually.HoldsAsync("the alert is escalated", async () => (await AlertsUnderTest.RepeatAsync(test.PublishedAsync)).Contains("d1 open escalated"));
        Assert.NotNull((await test.ListAsync()).Single().EscalatedAt);
    }

    [Fact]
    public async Task Reminder_NothingLeftToEscalate_IsGone()
    {
        await using var test = await AlertsUnderTest.StartAsync();
        await test.RaiseAsync("d1");
        await test.Alerts.AcknowledgeAsync((await test.ListAsync()).Single().Id, "ann");
        await test.Silos.Clock.PassAsync(_reminder);
        await Eventually.HoldsAsync("the reminder is gone", () => Task.FromResult(test.Silos.Reminders.CountOf(test.Alerts) == 0));

        await test.RaiseAsync("d2");
        Assert.Equal(1, test.Silos.Reminders.CountOf(test.Alerts));
    }

    [Fact]
    public async Task EscalateAfter_Zero_IsNever()
    {
        await using var test = await AlertsUnderTest.StartAsync(1, ("Alerts:EscalateAfter", "00:00:00"));
        await test.RaiseAsync("d1");
        await test.Gateway.NextPublicationAsync();
        Assert.Equal(0, test.Silos.Reminders.CountOf(test.Alerts));
        test.Silos.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Empty(await test.Gateway.RestAsync());
    }
}
