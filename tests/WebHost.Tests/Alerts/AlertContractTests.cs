using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Alerts;

/// <summary>docs/protocol.md, "Alerts": what is listed, acknowledged and told. All devices' alerts are one list, so a test looks for those of its own device.</summary>
[Collection(PlatformCollection.Name)]
public sealed class AlertContractTests(PlatformFixture platform)
{
    private const string OpenMembers = "alert_details alert_id device_id escalated raised_at state";
    private const string AcknowledgedMembers = "acknowledged_at acknowledged_by alert_details alert_id device_id escalated raised_at state";

    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("device");

    private static string Operator => TestTokens.Mint("olga", "operator");

    [Fact]
    public async Task Get_Raised_IsTheAlertAsItWasSent()
    {
        var id = await RaiseAsync("""{"type":"root","deep":{"a":[1,null]},"half":"\ud800"}""");
        var alert = (await GetAsync($"/alerts/{id}")).AssertOk(OpenMembers);
        Assert.Equal((id, _device, "open", false), (alert.Text("alert_id"), alert.Text("device_id"), alert.Text("state"), alert.GetProperty("escalated").GetBoolean()));
        Assert.Equal("""{"type":"root","deep":{"a":[1,null]},"half":"\ud800"}""", alert.GetProperty("alert_details").GetRawText());
        Json.AssertTime(alert, "raised_at");
        Assert.Equal(alert.GetRawText(), (await ListAsync("")).GetProperty("alerts").EnumerateArray().Single().GetRawText());
    }

    [Fact]
    public async Task Acknowledge_Open_AnswersAndEveryWatcherIsTold()
    {
        var id = await RaiseAsync("{}");
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync("security");
        var answer = (await AcknowledgeAsync(id, new { note = "locked" })).AssertOk("acknowledged_at acknowledged_by alert_details alert_id device_id escalated note raised_at state");
        Assert.Equal(("acknowledged", "olga", "locked"), (answer.Text("state"), answer.Text("acknowledged_by"), answer.Text("note")));
        Json.AssertTime(answer, "acknowledged_at");

        var frame = await client.NextAsync();
        Assert.Equal(("security_alert", "security", id), (frame.Type(), frame.Text("topic"), frame.Text("key")));
        Assert.Equal("acknowledged_at acknowledged_by alert_details alert_id device_id note state timestamp", frame.Data().Members());
        Assert.Equal((answer.Text("acknowledged_at"), answer.Text("raised_at")), (frame.Data().Text("acknowledged_at"), frame.Data().Text("timestamp")));
        Assert.Equal(answer.GetRawText(), (await GetAsync($"/alerts/{id}")).Text);
    }

    [Fact]
    public async Task Acknowledge_Again_TheFirstCounts()
    {
        var id = await RaiseAsync("{}");
        var first = (await AcknowledgeAsync(id)).AssertOk(AcknowledgedMembers);
        var second = await _host.SendAsync(HttpMethod.Post, $"/alerts/{id}/acknowledge", """{"note":"later"}""", TestTokens.Admin());
        Assert.Equal((200, first.GetRawText()), (second.Status, second.Text));
    }

    [Fact]
    public async Task List_PageAfterPage_HasEachOnceTheNewestFirst()
    {
        var ids = new List<string>();
        for (var n = 0; n < 5; n++)
        {
            ids.Insert(0, await RaiseAsync("{}"));
        }

        var listed = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await ListAsync($"&limit=2&cursor={cursor}");
            listed.AddRange(Ids(page));
            Assert.InRange(Ids(page).Count(), 1, 2);
            cursor = page.Has("next_cursor") ? page.Text("next_cursor") : null;
        }

        Assert.Equal(ids, listed);
    }

    [Fact]
    public async Task List_ByState_HasThoseAlone()
    {
        var (open, acknowledged) = (await RaiseAsync("{}"), await RaiseAsync("{}"));
        await AcknowledgeAsync(acknowledged);
        Assert.Equal([open], Ids(await ListAsync("&state=open")));
        Assert.Equal([acknowledged], Ids(await ListAsync("&state=acknowledged")));
        Assert.Equal([acknowledged, open], Ids(await ListAsync("&state=")));
        Assert.Contains(open, Ids((await GetAsync("/alerts?limit=200")).Json));
    }

    [Theory]
    [InlineData("state=closed", "state")]
    [InlineData("state=OPEN", "state")]
    [InlineData("state=open&state=open", "state")]
    [InlineData("device_id=a%20b", "device_id")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=1e1", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("cursor=0", "cursor")]
    [InlineData("cursor=abc", "cursor")]
    public async Task List_ValueIllFormed_NamesIt(string query, string field) => (await GetAsync($"/alerts?{query}")).AssertNames(field);

    [Fact]
    public async Task List_SeveralValuesIllFormed_NamesAllOfThem()
    {
        var answer = await GetAsync("/alerts?state=x&limit=x&cursor=x&device_id=-");
        Assert.Equal("cursor device_id limit state", answer.Json.GetProperty("errors").Members());
    }

    [Fact]
    public async Task Acknowledge_NoteIllTypedOrTooLong_NamesIt()
    {
        var id = await RaiseAsync("{}");
        (await AcknowledgeAsync(id, """{"note":7}""")).AssertNames("note");
        (await AcknowledgeAsync(id, new { note = new string('x', TextLimits.Message + 1) })).AssertNames("note");
        Assert.Equal("open", (await GetAsync($"/alerts/{id}")).Json.Text("state"));
        Assert.Equal(200, (await AcknowledgeAsync(id, new { note = new string('\u007f', TextLimits.Message) })).Status);
    }

    [Theory]
    [InlineData("alert_0")]
    [InlineData("a%20b")]
    public async Task AnyRequest_UnknownAlert_IsNotFound(string id)
    {
        (await GetAsync($"/alerts/{id}")).AssertProblem(404);
        (await AcknowledgeAsync(id)).AssertProblem(404);
    }

    [Fact]
    public async Task AnyRequest_ByRole_IsForThoseWhoMayReadAndThoseWhoSeeToAlerts()
    {
        var id = await RaiseAsync("{}");
        foreach (var path in new[] { "/alerts", $"/alerts/{id}" })
        {
            (await _host.SendAsync(HttpMethod.Get, path)).AssertProblem(401);
            (await _host.SendAsync(HttpMethod.Get, path, token: "not a token")).AssertProblem(401);
            Assert.Equal(200, (await GetAsync(path)).Status);
        }

        var acknowledge = $"/alerts/{id}/acknowledge";
        (await _host.SendAsync(HttpMethod.Post, acknowledge)).AssertProblem(401);
        (await _host.SendAsync(HttpMethod.Post, acknowledge, token: TestTokens.User("u"))).AssertProblem(403);
        (await _host.SendAsync(HttpMethod.Post, acknowledge, token: TestTokens.Mint(_device, "device"))).AssertProblem(403);
        foreach (var token in new[] { Operator, TestTokens.Publisher(), TestTokens.Admin() })
        {
            Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, acknowledge, token: token)).Status);
        }

        (await _host.SendAsync(HttpMethod.Post, "/ws/security-alert", new { device_id = _device }, Operator)).AssertProblem(403);
    }

    /// <summary>Where the topic asks for a role, nobody else reads its alerts by another way.</summary>
    [Fact]
    public async Task AnyRequest_TopicAsksForARole_IsForThatRole()
    {
        var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Topics:Rules:0:Pattern"] = "security",
            ["Topics:Rules:0:SubscribeRole"] = "operator",
        });
        (await host.SendAsync(HttpMethod.Get, "/alerts", token: TestTokens.User("u"))).AssertProblem(403);
        (await host.SendAsync(HttpMethod.Get, "/alerts/alert_0", token: TestTokens.User("u"))).AssertProblem(403);
        (await host.SendAsync(HttpMethod.Post, "/alerts/alert_0/acknowledge", token: TestTokens.Publisher())).AssertProblem(403);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, "/alerts", token: Operator)).Status);
        await PlatformFixture.StopAsync(host, TestTokens.Publisher());
    }

    /// <summary>What is stored as JSON, by the storage of a real host.</summary>
    [Fact]
    public async Task Get_HostStartedAgain_IsThereStill()
    {
        var folder = Directory.CreateTempSubdirectory("androidzen-alerts-").FullName;
        string id;
        await using (var host = await PlatformHost.StartAsync(PlatformFixture.Quiet, folder: folder))
        {
            Assert.Equal(200, (await host.PublishAsync("/ws/security-alert", new { device_id = _device, alert_details = new { type = "root" } })).Status);
            id = Ids((await host.SendAsync(HttpMethod.Get, "/alerts", token: Operator)).Json).Single();
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/alerts/{id}/acknowledge", new { note = "Gerät" }, Operator)).Status);
        }

        await using (var host = await PlatformHost.StartAsync(PlatformFixture.Quiet, folder: folder))
        {
            var alert = (await host.SendAsync(HttpMethod.Get, $"/alerts/{id}", token: Operator)).Json;
            Assert.Equal(("acknowledged", "olga", "Gerät", "root"), (alert.Text("state"), alert.Text("acknowledged_by"), alert.Text("note"), alert.GetProperty("alert_details").Text("type")));
        }

        await TemporaryFolder.DeleteAsync(folder);
    }

    /// <summary>Raises an alert, and finds out its id.</summary>
    private async Task<string> RaiseAsync(string details)
    {
        Assert.Equal(200, (await _host.PublishAsync("/ws/security-alert", $$"""{"device_id":"{{_device}}","alert_details":{{details}}}""")).Status);
        return Ids(await ListAsync("&limit=1")).Single();
    }

    private async Task<JsonElement> ListAsync(string query)
    {
        var answer = await GetAsync($"/alerts?device_id={_device}{query}");
        return answer.AssertOk(answer.Json.Has("next_cursor") ? "alerts next_cursor" : "alerts");
    }

    private Task<Answer> GetAsync(string path) => _host.SendAsync(HttpMethod.Get, path, token: TestTokens.User("ursula"));

    private Task<Answer> AcknowledgeAsync(string id, object? body = null) => _host.SendAsync(HttpMethod.Post, $"/alerts/{id}/acknowledge", body, Operator);

    private static IEnumerable<string> Ids(JsonElement list) => [.. list.GetProperty("alerts").EnumerateArray().Select(alert => alert.Text("alert_id")!)];
}
