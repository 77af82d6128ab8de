using System.Net;
using System.Net.Http.Headers;

namespace AndroidZen.HostAgent.Tests.Reporting;

public class ReporterTests
{
    private static readonly TimeSpan _oneSecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Run_ServerAnswers_ReportsStatusFirstAndThenASampleEveryInterval()
    {
        await using var agent = new RunningAgent(new FakeServer());
        await agent.WarmUpAsync();

        var status = await agent.StatusAsync();
        Assert.Equal("Rack 4", status.Body.GetProperty("name").GetString());
        Assert.Equal(12.3, status.Body.GetProperty("cpu_usage").GetDouble());
        Assert.Equal("application/json", status.ContentType);
        Assert.Null(status.Authorization);

        for (var battery = 99; battery > 96; battery--)
        {
            var metrics = await agent.MetricsAsync();
            Assert.Equal("rack:4", metrics.Body.GetProperty("device_id").GetString());
            Assert.Equal(battery, metrics.Body.GetProperty("metrics").GetProperty("battery_level").GetDouble());
            await agent.Clock.PassAsync(agent.Options.Interval);
        }
    }

    [Fact]
    public async Task Run_StatusIntervalPassed_ReportsTheStatusAgain()
    {
        await using var agent = new RunningAgent(new FakeServer(), options => options with { Interval = TimeSpan.FromSeconds(15) });
        await agent.WarmUpAsync();
        await agent.StatusAsync();
        await agent.MetricsAsync();

        await agent.Clock.PassAsync(agent.Options.Interval);
        await agent.MetricsAsync();
        await agent.Clock.PassAsync(agent.Options.Interval);

        await agent.StatusAsync();
        await agent.MetricsAsync();
    }

    [Fact]
    public async Task Run_StatusReportFails_IsReportedOnceTheServerIsBack()
    {
        var server = new FakeServer().Answer(HttpStatusCode.ServiceUnavailable).RefuseConnection();
        await using var agent = new RunningAgent(server);
        await agent.WarmUpAsync();

        await agent.StatusAsync();
        await agent.Clock.PassAsync(_oneSecond);
        await agent.StatusAsync();
        await agent.Clock.PassAsync(2 * _oneSecond);
        var accepted = await agent.StatusAsync();
        await agent.MetricsAsync();
        await agent.Clock.PassAsync(agent.Options.Interval);
        await agent.MetricsAsync();

        Assert.Equal(97, accepted.Body.GetProperty("battery_level").GetDouble()); // a new sample, not the one that failed
        Assert.Equal($"http://zen.example/ cannot take reports (it answers 503). Trying again until it can.{Environment.NewLine}", agent.Errors);
        Assert.Contains("http://zen.example/ is back after 3 s.", agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MetricsFailAsTheServerRestarts_ReportsTheStatusAgain()
    {
        var server = new FakeServer().Answer(HttpStatusCode.OK).RefuseConnection();
        await using var agent = new RunningAgent(server);
        await agent.WarmUpAsync();
        await agent.StatusAsync();
        await agent.MetricsAsync();

        await agent.Clock.PassAsync(_oneSecond);

        await agent.StatusAsync();
        await agent.MetricsAsync();
        Assert.Contains("Connection refused", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TooManyRequests_WaitsAsLongAsAskedAndDoesNotRepeatTheStatus()
    {
        var server = new FakeServer()
            .Answer(HttpStatusCode.OK)
            .Answer(HttpStatusCode.TooManyRequests, more: response => response.Headers.RetryAfter = new RetryConditionHeaderValue(7 * _oneSecond));
        await using var agent = new RunningAgent(server);
        await agent.WarmUpAsync();
        await agent.StatusAsync();
        await agent.MetricsAsync();

        await agent.Clock.PassAsync(8 * _oneSecond); // and the jitter

        await agent.MetricsAsync();
    }

    [Fact]
    public async Task Run_ServerNeverAnswers_GivesUpInTimeAndTriesAgain()
    {
        await using var agent = new RunningAgent(new FakeServer().NeverAnswer());
        await agent.WarmUpAsync();
        await agent.StatusAsync();

        await agent.Clock.PassAsync(agent.Options.RequestTimeout);
        await agent.Clock.PassAsync(_oneSecond);

        await agent.StatusAsync();
        Assert.Contains("no answer in time", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Stopped_SaysGoodbye()
    {
        await using var agent = new RunningAgent(new FakeServer());
        await agent.WarmUpAsync();
        await agent.StatusAsync();
        await agent.MetricsAsync();

        agent.Stop();

        var goodbye = await agent.StatusAsync("disconnected");
        Assert.Equal("Debian 12", goodbye.Body.GetProperty("os").GetString());
        Assert.Equal(ExitCodes.Success, await agent.EndAsync());
        Assert.Contains("Stopped; the device is reported as disconnected.", agent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoppedDuringARequest_LetsItEndBeforeTheGoodbye()
    {
        await using var agent = new RunningAgent(new FakeServer().Answer(HttpStatusCode.OK).NeverAnswer());
        await agent.WarmUpAsync();
        await agent.StatusAsync();
        await agent.MetricsAsync();

        agent.Stop();
        Assert.False(agent.Server.HasMore);
        agent.Clock.Advance(agent.Options.StopGrace);

        await agent.StatusAsync("disconnected");
        Assert.Equal(ExitCodes.Success, await agent.EndAsync());
    }

    [Fact]
    public async Task Run_StoppedBeforeTheServerKnewTheDevice_SaysNoGoodbye()
    {
        await using var agent = new RunningAgent(new FakeServer().RefuseConnection());
        await agent.WarmUpAsync();
        await agent.StatusAsync();

        agent.Stop();

        Assert.Equal(ExitCodes.Success, await agent.EndAsync());
        Assert.False(agent.Server.HasMore);
    }

    [Fact]
    public async Task Run_GoodbyeFails_SaysThatTheServerDoesNotKnow()
    {
        var server = new FakeServer().Answer(HttpStatusCode.OK).Answer(HttpStatusCode.OK).RefuseConnection();
        await using var agent = new RunningAgent(server, options => options with { Count = 1 });
        await agent.WarmUpAsync();

        Assert.Equal(ExitCodes.Success, await agent.EndAsync());
        Assert.Contains("could not be told", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Count_EndsAfterThatManySamplesWithAGoodbye()
    {
        await using var agent = new RunningAgent(new FakeServer(), options => options with { Count = 2 });
        await agent.WarmUpAsync();

        await agent.StatusAsync();
        await agent.MetricsAsync();
        await agent.Clock.PassAsync(agent.Options.Interval);
        await agent.MetricsAsync();
        await agent.StatusAsync("disconnected");

        Assert.Equal(ExitCodes.Success, await agent.EndAsync());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Run_StatusReportRefused_PrintsTheProblemAndEnds(HttpStatusCode status)
    {
        const string Problem = """{"title":"No","status":400,"detail":"That will not do.","errors":{"name":["must be text."]},"trace_id":"x"}""";
        await using var agent = new RunningAgent(new FakeServer().Answer(status, Problem));
        await agent.WarmUpAsync();
        await agent.StatusAsync();

        Assert.Equal(ExitCodes.Refused, await agent.EndAsync());
        Assert.StartsWith($"The server refuses the report ({(int)status}): That will not do.", agent.Errors, StringComparison.Ordinal);
        Assert.Contains("  name: must be text.", agent.Errors, StringComparison.Ordinal);
        Assert.False(agent.Server.HasMore);
    }

    [Theory]
    [InlineData("<html>not found</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"errors":{"name":"not a list"}}""")]
    public async Task Run_RefusedWithoutAProblemBody_PrintsTheStatusCode(string body)
    {
        await using var agent = new RunningAgent(new FakeServer().Answer(HttpStatusCode.BadRequest, body));
        await agent.WarmUpAsync();

        Assert.Equal(ExitCodes.Refused, await agent.EndAsync());
        Assert.Contains("(400): no reason given", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MetricsRefused_StillSaysGoodbye()
    {
        var server = new FakeServer().Answer(HttpStatusCode.OK).Answer(HttpStatusCode.BadRequest);
        await using var agent = new RunningAgent(server);
        await agent.WarmUpAsync();
        await agent.StatusAsync();
        await agent.MetricsAsync();

        await agent.StatusAsync("disconnected");
        Assert.Equal(ExitCodes.Refused, await agent.EndAsync());
    }

    [Fact]
    public async Task Run_ServerRedirects_NamesTheAddressToUse()
    {
        var server = new FakeServer().Answer(HttpStatusCode.PermanentRedirect, more: response => response.Headers.Location = new Uri("https://zen.example/"));
        await using var agent = new RunningAgent(server);
        await agent.WarmUpAsync();

        Assert.Equal(ExitCodes.Refused, await agent.EndAsync());
        Assert.Contains("https://zen.example/", agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAToken_SendsItAndNeverPrintsIt()
    {
        var server = new FakeServer().Answer(HttpStatusCode.OK).RefuseConnection().Answer(HttpStatusCode.OK).Answer(HttpStatusCode.Unauthorized);
        await using var agent = new RunningAgent(server, options => options with { Token = "s3cret" });
        await agent.WarmUpAsync();

        Assert.Equal("Bearer s3cret", (await agent.StatusAsync()).Authorization);
        Assert.Equal("Bearer s3cret", (await agent.MetricsAsync()).Authorization);
        await agent.Clock.PassAsync(_oneSecond);

        Assert.Equal(ExitCodes.Refused, await agent.EndAsync());
        Assert.Contains("The token may have expired", agent.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", agent.Output + agent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SampleAccepted_PrintsOneLine()
    {
        await using var agent = new RunningAgent(new FakeServer(), options => options with { Count = 1 });
        await agent.WarmUpAsync();
        await agent.EndAsync();

        Assert.Contains(
            "00:00:00  cpu 12.3%  memory 75.0%  storage 66.7%  battery 99%  rx 1.1 kB/s  tx 0.2 kB/s  load 0.42",
            agent.Output,
            StringComparison.Ordinal);
    }
}
