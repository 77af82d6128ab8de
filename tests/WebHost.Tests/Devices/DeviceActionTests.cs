using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Devices;

/// <summary>Actions from their request to their end.</summary>
[Collection(PlatformCollection.Name)]
public sealed class DeviceActionTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("actor");

    [Fact]
    public async Task Request_ThenReports_AreFollowedToTheEnd()
    {
        await using var watcher = await _host.ConnectAsync();
        await watcher.SubscribeAsync($"device_{_device}");
        await using var agent = await _host.ConnectAsync(token: TestTokens.Mint(_device, role: "device"));

        var answer = await _host.PublishAsync($"/devices/{_device}/actions", """{"action_type":"clear_cache","timeout":60}""");
        Assert.Equal(201, answer.Status);
        var id = answer.Json.Text("action_id")!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", answer.Json.Text("deadline"));
        Assert.Equal(id, (await agent.NextAsync("device_action")).Data().Text("action_id"));
        await agent.SendAsync(new { type = "device_action", id = 1, data = new { action_id = id, action_type = "clear_cache", status = "in_progress", progress = 40 } });
        await agent.SendAsync(new { type = "device_action", id = 2, data = new { action_id = id, action_type = "clear_cache", status = "completed", result = new { freed_mb = 12 } } });
        await agent.NextAsync(frame => frame.Type() == "ack" && frame.GetProperty("id").GetInt32() == 2, "the second ack");

        var statuses = new List<string?>();
        for (var n = 0; n < 3; n++)
        {
            statuses.Add((await watcher.NextAsync("device_action")).Data().Text("status"));
        }

        Assert.Equal(["queued", "in_progress", "completed"], statuses);
        var kept = (await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}/actions/{id}")).Json;
        Assert.Equal(("completed", 40d, 12, "backend"), (kept.Text("status"), kept.GetProperty("progress").GetDouble(), kept.GetProperty("result").GetProperty("freed_mb").GetInt32(), kept.Text("requested_by")));
        Assert.Empty((await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}/actions?status=running")).Json.GetProperty("actions").EnumerateArray());
    }

    [Fact]
    public async Task Report_StepTakenBack_IsAConflict()
    {
        await _host.PublishAsync($"/devices/{_device}/actions", """{"action_type":"t","action_id":"a"}""");
        Assert.Equal(200, (await ReportAsync("failed")).Status);
        (await ReportAsync("in_progress")).AssertProblem(409);
        (await ReportAsync("completed")).AssertProblem(409);
        Assert.Equal(200, (await ReportAsync("failed")).Status); // Saying it again is no step.

        await using var agent = await _host.ConnectAsync(token: TestTokens.Mint(_device, role: "device"));
        await agent.SendTextAsync("""{"type":"device_action","id":1,"data":{"action_id":"a","action_type":"t","status":"queued"}}""");
        Assert.Equal("conflict", (await agent.NextAsync("error")).Data().Text("code"));
    }

    [Fact]
    public async Task Report_OfAnActionThatNobodyRequested_IsItsPublishersAffair()
    {
        Assert.Equal(200, (await ReportAsync("completed")).Status);
        Assert.Equal(200, (await ReportAsync("queued")).Status);
    }

    [Fact]
    public async Task Request_SameIdAgain_IsAConflictAndARepeatIsNot()
    {
        var body = """{"action_type":"t","action_id":"a","id":"k1"}""";
        var (first, repeat) = (await RequestAsync(body), await RequestAsync(body));
        Assert.Equal((201, 201, first.Text), (first.Status, repeat.Status, repeat.Text));
        (await RequestAsync("""{"action_type":"t","action_id":"a","id":"k2"}""")).AssertProblem(409);
        Assert.Single((await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}/actions")).Json.GetProperty("actions").EnumerateArray());
    }

    [Theory]
    [InlineData("""{}""", "action_type")]
    [InlineData("""{"action_type":"t","action_id":""}""", "action_id")]
    [InlineData("""{"action_type":"t","parameters":[1]}""", "parameters")]
    [InlineData("""{"action_type":"t","timeout":0.5}""", "timeout")]
    public async Task Request_Wrong_NamesTheField(string body, string field) => (await RequestAsync(body)).AssertNames(field);

    [Fact]
    public async Task Request_TimesOut_HasFailed()
    {
        await using var watcher = await _host.ConnectAsync();
        await watcher.SubscribeAsync($"device_{_device}");
        await RequestAsync("""{"action_type":"t","timeout":1}""");
        Assert.Equal("queued", (await watcher.NextAsync("device_action")).Data().Text("status"));
        var end = (await watcher.NextAsync("device_action")).Data();
        Assert.Equal(("failed", "timed_out"), (end.Text("status"), end.GetProperty("result").Text("error")));
    }

    [Fact]
    public async Task Request_ADevice_IsRefused() =>
        (await _host.SendAsync(HttpMethod.Post, $"/devices/{_device}/actions", """{"action_type":"t"}""", TestTokens.Mint(_device, role: "device"))).AssertProblem(403);

    [Fact]
    public async Task Get_UnknownAction_Is404() => (await _host.SendAsync(HttpMethod.Get, $"/devices/{_device}/actions/none")).AssertProblem(404);

    private Task<Answer> RequestAsync(string body) => _host.PublishAsync($"/devices/{_device}/actions", body);

    private Task<Answer> ReportAsync(string status) => _host.PublishAsync($"/ws/device-action/{_device}", $$"""{"action_id":"a","action_type":"t","status":"{{status}}"}""");
}
