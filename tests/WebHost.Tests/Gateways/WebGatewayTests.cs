using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Gateways;

public sealed class WebGatewayTests : IAsyncLifetime
{
    private static readonly TimeSpan _tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan _reportInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _leaveTimeout = TimeSpan.FromMilliseconds(3_300);

    private static readonly string[] _join = ["list subscriptions", "subscribe", "attach", "ask for the membership"];
    private static readonly string[] _joinAgain = ["list subscriptions", "unsubscribe", "subscribe", "attach", "ask for the membership"];
    private static readonly string[] _report = ["report", "ask for the membership"];
    private static readonly string[] _leave = ["list subscriptions", "unsubscribe", "detach"];

    private readonly GatewayUnderTest _gateway = GatewayUnderTest.Create(
        ("Gateway:LeaveTimeout", _leaveTimeout.ToString()), ("Gateway:StreamTimeout", "00:01:00"));

    private FakeCluster Cluster => _gateway.Cluster;

    private TestClock Clock => _gateway.Clock;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _gateway.DisposeAsync().AsTask();

    [Fact]
    public async Task Start_Joins_IsAttachedWithTheFirstHeartbeat()
    {
        await JoinAsync(_gateway);
        Assert.Equal((TimeSpan.FromSeconds(30), 1), (Cluster.Registration!.HeartbeatInterval, Cluster.Subscriptions));
        Assert.Same(_gateway.Get<GatewayAnswers>(), Cluster.Registration.Observer);
        Assert.False(_gateway.Gateway.IsAttached);

        await Cluster.SendHeartbeatAsync(Clock.GetUtcNow());
        Assert.True(_gateway.Gateway.IsAttached);
        await StopAsync();
    }

    [Theory]
    [InlineData("00:00:05", "00:00:30", "00:00:05")]
    [InlineData("00:00:14.999", "00:00:30", "00:00:14.999")]
    [InlineData("00:10:00", "00:00:30", "00:00:15")]
    [InlineData("00:00:05", "00:00:04", "00:00:02")]
    public async Task Report_ConfiguredInterval_ComesThenAndTwiceInAHeartbeatInterval(string reportInterval, string heartbeatInterval, string expected)
    {
        await using var gateway = GatewayUnderTest.Create(("Gateway:ReportInterval", reportInterval), ("Gateway:HeartbeatInterval", heartbeatInterval), ("Gateway:StreamTimeout", "00:10:00"));
        await JoinAsync(gateway);
        for (var report = 0; report < 3; report++)
        {
            gateway.Clock.Advance(TimeSpan.Parse(expected, null) - _tick);
            Assert.Empty(gateway.Cluster.Rest());
            gateway.Clock.Advance(_tick);
            await gateway.Cluster.ExpectAsync(_report);
        }

        await gateway.StopAsync().WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task Report_MembershipChanged_RenewsTheLeases()
    {
        var client = _gateway.Connect("client");
        await _gateway.StartAsync();
        await Cluster.ExpectAsync([.. _join, $"client is {client.Connection.Id} for 00:01:30"]);
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync(_report);
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync(_report);

        Cluster.MembershipVersion++;
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync([.. _report, $"client is {client.Connection.Id} for 00:01:30"]);
        await StopAsync();
    }

    [Fact]
    public async Task Report_GrainDoesNotKnowIt_AttachesAgainAndKeepsItsSubscription()
    {
        await JoinAsync(_gateway);
        Cluster.Registration = null;
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync("report", "attach", "ask for the membership", "list subscriptions", "ask for the membership");
        Assert.NotNull(Cluster.Registration);

        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync(_report);
        await StopAsync();
    }

    /// <summary>A host that stood still for longer than the cluster waits heard nothing for another <c>Gateway:StreamTimeout</c>.</summary>
    [Fact]
    public async Task Report_TakenForDead_SubscribesAtOnceAndRenewsTheLeases()
    {
        var client = _gateway.Connect("client");
        string[] renewal = [$"client is {client.Connection.Id} for 00:01:30"];
        await _gateway.StartAsync();
        await Cluster.ExpectAsync([.. _join, .. renewal]);
        Cluster.TakeForDead();
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync(["report", "attach", "ask for the membership", "list subscriptions", "list subscriptions", "subscribe", "ask for the membership", .. renewal]);
        Assert.Equal(1, Cluster.Subscriptions);
        Assert.Single(_gateway.Log.Lines, line => line.EventId == EventIds.TakenForDead);

        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync(_report);
        await StopAsync();
    }

    [Fact]
    public async Task Report_TakenForDeadAndTheStreamCannotBeReadOrSubscribedTo_TriesAgainWithTheNextReports()
    {
        await JoinAsync(_gateway);
        Cluster.TakeForDead();
        Cluster.Fail("list subscriptions");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync("report", "attach", "ask for the membership", "list subscriptions");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync([.. _report, "list subscriptions"]);

        Cluster.Heal("list subscriptions");
        Cluster.Fail("subscribe");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync([.. _report, "list subscriptions", "list subscriptions", "subscribe"]);

        Cluster.Heal("subscribe");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync(["list subscriptions", "subscribe", .. _report]);
        Assert.Equal(1, Cluster.Subscriptions);
        await StopAsync();
    }

    [Theory]
    [InlineData("subscribe", new[] { "list subscriptions", "subscribe", "attach", "ask for the membership" })]
    [InlineData("attach", new[] { "attach", "ask for the membership" })]
    public async Task Start_ClusterFails_TriesAgainWithTheNextReport(string failing, string[] again)
    {
        Cluster.Fail(failing);
        await _gateway.StartAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            // What has succeeded is not done again.
            await Cluster.ExpectAsync([.. (attempt == 0 ? _join : again).TakeWhile(call => call != failing), failing]);
            if (attempt == 2)
            {
                Cluster.Heal(failing);
            }

            Clock.Advance(_reportInterval);
        }

        await Cluster.ExpectAsync(again);
        Assert.Equal(3, _gateway.Log.Lines.Count(line => line.EventId == EventIds.AttachFailed));
        _gateway.Log.AssertNoErrors();
        await StopAsync();
    }

    [Fact]
    public async Task Report_NothingThroughTheStream_SubscribesAndAttachesAnew()
    {
        await JoinAsync(_gateway);
        await PassAsync(reports: 6);
        await Cluster.SendHeartbeatAsync(Clock.GetUtcNow());
        Assert.True(_gateway.Gateway.IsAttached);
        await PassAsync(reports: 12);

        var hold = Cluster.Hold("subscribe");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync("list subscriptions", "unsubscribe", "subscribe");
        Assert.Equal((0, false), (Cluster.Subscriptions, _gateway.Gateway.IsAttached));
        Assert.Single(_gateway.Log.Lines, line => line.EventId == EventIds.CutOff);

        Cluster.Heal("subscribe");
        hold.SetResult();
        await Cluster.ExpectAsync("attach", "ask for the membership");
        Assert.Equal((1, true), (Cluster.Subscriptions, _gateway.Gateway.IsAttached));
        await StopAsync();
    }

    [Fact]
    public async Task Report_StillNothingThroughTheStream_TriesAgainAfterTheSameTime()
    {
        await JoinAsync(_gateway);
        for (var round = 0; round < 3; round++)
        {
            await PassAsync(reports: 12);
            Clock.Advance(_reportInterval);
            await Cluster.ExpectAsync(_joinAgain);
            Assert.Equal(1, Cluster.Subscriptions);
        }

        await StopAsync();
    }

    [Fact]
    public async Task Stop_Attached_EndsTheConnectionsAndLeavesNothing()
    {
        var client = _gateway.Connect(hasClaimedId: false);
        await JoinAsync(_gateway);
        await Cluster.SendHeartbeatAsync(Clock.GetUtcNow());
        var stopped = _gateway.StopAsync();
        Assert.False(_gateway.Gateway.IsAttached);
        await Cluster.ExpectAsync(_leave);
        await stopped.WaitAsync(SocketClient.Patience);

        Assert.Equal(DisconnectReason.Shutdown, client.EndedAs);
        AssertGone();
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Cluster.Rest());
    }

    [Theory]
    [InlineData("list subscriptions")]
    [InlineData("unsubscribe")]
    [InlineData("detach")]
    public async Task Stop_ClusterHangsOnTheLeave_EndsAfterTheLeaveTimeout(string hanging)
    {
        await JoinAsync(_gateway);
        Cluster.Hold(hanging);
        await AssertStopsAfterTheLeaveTimeoutAsync();
    }

    [Theory]
    [InlineData("subscribe")]
    [InlineData("attach")]
    [InlineData("ask for the membership")]
    public async Task Stop_ClusterHangsFromTheBeginning_EndsAfterTheLeaveTimeout(string hanging)
    {
        Cluster.Hold(hanging);
        await _gateway.StartAsync();
        await Cluster.ExpectAsync([.. _join.TakeWhile(call => call != hanging), hanging]);
        Cluster.Hold("list subscriptions"); // The leave finds the same cluster.
        await AssertStopsAfterTheLeaveTimeoutAsync();
    }

    [Fact]
    public async Task Stop_ReportHangs_IsNotHeldByIt()
    {
        await JoinAsync(_gateway);
        Cluster.Hold("report");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync("report");
        await StopAsync();
        AssertGone();
    }

    [Theory]
    [InlineData("subscribe")]
    [InlineData("attach")]
    public async Task Stop_WhileItJoins_LeavesWhenTheJoiningIsDone(string joining)
    {
        var hold = Cluster.Hold(joining);
        await _gateway.StartAsync();
        await Cluster.ExpectAsync([.. _join.TakeWhile(call => call != joining), joining]);
        var stopped = _gateway.StopAsync();
        await Clock.WhenArmedAsync(_leaveTimeout);
        Assert.Empty(Cluster.Rest());

        hold.SetResult();
        await Cluster.ExpectAsync(_leave);
        await stopped.WaitAsync(SocketClient.Patience);
        AssertGone();
    }

    [Fact]
    public async Task Stop_WhileItJoinsAnew_LeavesWhenTheJoiningIsDone()
    {
        await JoinAsync(_gateway);
        Cluster.Registration = null;
        var hold = Cluster.Hold("attach");
        Clock.Advance(_reportInterval);
        await Cluster.ExpectAsync("report", "attach");
        var stopped = _gateway.StopAsync();
        await Clock.WhenArmedAsync(_leaveTimeout);
        hold.SetResult();
        await Cluster.ExpectAsync(_leave);
        await stopped.WaitAsync(SocketClient.Patience);
        AssertGone();
    }

    private static async Task JoinAsync(GatewayUnderTest gateway)
    {
        await gateway.StartAsync();
        await gateway.Cluster.ExpectAsync(_join);
    }

    /// <summary>Lets time pass in which nothing but reports is due.</summary>
    private async Task PassAsync(int reports)
    {
        for (var report = 0; report < reports; report++)
        {
            Clock.Advance(_reportInterval);
            await Cluster.ExpectAsync(_report);
        }
    }

    private async Task StopAsync()
    {
        var stopped = _gateway.StopAsync();
        await Cluster.ExpectAsync(_leave);
        await stopped.WaitAsync(SocketClient.Patience);
    }

    private async Task AssertStopsAfterTheLeaveTimeoutAsync()
    {
        var stopped = _gateway.StopAsync();
        await Clock.WhenArmedAsync(_leaveTimeout);
        Clock.Advance(_leaveTimeout - _tick);
        Assert.False(stopped.IsCompleted);

        Clock.Advance(_tick);
        try
        {
            await stopped.WaitAsync(SocketClient.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The gateway did not stop although its leave took longer than Gateway:LeaveTimeout.");
        }

        Assert.Single(_gateway.Log.Lines, line => line is { EventId: EventIds.DetachFailed, Level: LogLevel.Warning });
        _gateway.Log.AssertNoErrors();
    }

    private void AssertGone()
    {
        Assert.Equal((null, 0), (Cluster.Registration, Cluster.Subscriptions));
        Assert.DoesNotContain(_gateway.Log.Lines, line => line.EventId == EventIds.DetachFailed);
        _gateway.Log.AssertNoErrors();
    }
}
