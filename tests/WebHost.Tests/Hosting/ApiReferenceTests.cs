using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>The OpenAPI document, the page that shows it, and the health endpoints.</summary>
[Collection(PlatformCollection.Name)]
public sealed class ApiReferenceTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Theory]
    [InlineData("get", "/ws/stats", "", "status websocket_stats")]
    [InlineData("post", "/ws/broadcast", "data id subscription_filter type", "message recipients type")]
    [InlineData("post", "/ws/send-to-user/{user_id}", "data id type", "message recipients type user_id")]
    [InlineData("delete", "/ws/connections/{client_id}", "", "client_id message")]
    [InlineData("post", "/ws/cleanup", "", "cleaned_connections message")]
    [InlineData("post", "/ws/device-alert", "alert_type device_id id message severity", "alert_type device_id message")]
    [InlineData("post", "/ws/security-alert", "alert_details device_id id", "alert_type device_id message")]
    [InlineData("post", "/ws/analytics-update", "device_id id metrics", "device_id message metrics_count")]
    [InlineData("post", "/ws/live-metrics", "device_id id metrics", "device_id message metrics_count")]
    [InlineData("post", "/ws/performance-data", null, "data_points message")]
    [InlineData("post", "/ws/notification", "data device_id id message severity title type user_id", "id message severity title type")]
    [InlineData("post", "/ws/device-action/{device_id}", "action_id action_type id progress result status", "action_id device_id message status")]
    [InlineData("post", "/ws/optimization-complete", "device_id id results", "device_id improvements message")]
    [InlineData("post", "/ws/start-monitoring/{device_id}", "id interval type watcher", "device_id interval message monitoring_type")]
    [InlineData("post", "/ws/stop-monitoring/{device_id}", "all watcher", "device_id interval message monitoring monitoring_type")]
    [InlineData("post", "/ws/live-metrics/batch", "id samples", "devices message samples")]
    [InlineData("post", "/devices/{device_id}/actions", "action_id action_type id parameters timeout", "action_id action_type deadline device_id message status")]
    [InlineData("get", "/devices/{device_id}/actions", "", "actions")]
    [InlineData("get", "/devices", "", "devices next_cursor total")]
    [InlineData("delete", "/devices/{device_id}", "", "device_id message")]
    [InlineData("get", "/users/me/notifications", "", "notifications unread")]
    [InlineData("post", "/users/me/notifications/read", "notification_ids", "message notification_ids unread")]
    [InlineData("post", "/devices/{device_id}/status", "battery_level cpu_usage memory_usage name status storage_usage", "device_id message status")]
    [InlineData("get", "/alerts", "", "alerts next_cursor")]
    [InlineData("get", "/alerts/{alert_id}", "", "acknowledged_at acknowledged_by alert_details alert_id device_id escalated escalated_at note raised_at state")]
    [InlineData("post", "/alerts/{alert_id}/acknowledge", "note", "acknowledged_at acknowledged_by alert_details alert_id device_id escalated escalated_at note raised_at state")]
    [InlineData("get", "/topics", "", "next_cursor topics")]
    [InlineData("get", "/topics/{topic}/presence", "", "connections members topic truncated users")]
    [InlineData("get", "/users/{user_id}/presence", "", "connections online user_id")]
    public async Task OpenApi_EveryEndpoint_HasItsRequestAndItsAnswer(string method, string path, string? request, string answer)
    {
        var document = (await _host.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json;
        var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method);
        Assert.NotEmpty(operation.Text("summary")!);
        Assert.Equal(request != "", operation.Has("requestBody"));
        if (request is { Length: > 0 })
        {
            Assert.Equal(request, MembersOf(document, operation.GetProperty("requestBody")));
        }

        Assert.Equal(answer, MembersOf(document, operation.GetProperty("responses").EnumerateObject().Single(response => response.Name[0] == '2').Value));
    }

    [Theory]
    [InlineData("BroadcastRequest", "")]
    [InlineData("SendToUserRequest", "")]
    [InlineData("DeviceAlertRequest", "device_id")]
    [InlineData("SecurityAlertRequest", "device_id")]
    [InlineData("MetricsRequest", "device_id")]
    [InlineData("OptimizationRequest", "device_id")]
    [InlineData("MetricsBatchRequest", "samples")]
    [InlineData("RequestActionRequest", "action_type")]
    [InlineData("NotificationRequest", "message title")]
    [InlineData("DeviceActionRequest", "action_id action_type status")]
    [InlineData("StartMonitoringRequest", "")]
    [InlineData("DeviceStatusRequest", "")]
    [InlineData("SendToUserAnswer", "message recipients user_id")]
    [InlineData("AcknowledgeRequest", "")]
    [InlineData("AlertListAnswer", "alerts")]
    public async Task OpenApi_RequiredMembers_AreThoseOfTheContractAndNotNull(string name, string required)
    {
        var schema = await SchemaAsync(name);
        var members = schema.TryGetProperty("required", out var listed) ? listed.EnumerateArray().Select(member => member.GetString()!).Order().ToList() : [];
        Assert.Equal(required, string.Join(' ', members));
        Assert.All(members, member => Assert.NotEqual(JsonValueKind.Array, schema.GetProperty("properties").GetProperty(member).GetProperty("type").ValueKind));
    }

    [Fact]
    public async Task OpenApi_Members_TellDefaultsWordsBoundsAndObjects()
    {
        var interval = (await SchemaAsync("StartMonitoringRequest")).GetProperty("properties").GetProperty("interval");
        Assert.Equal((5, 0.1, 86400), (interval.GetProperty("default").GetInt32(), interval.GetProperty("minimum").GetDouble(), interval.GetProperty("maximum").GetInt32()));
        var alert = (await SchemaAsync("DeviceAlertRequest")).GetProperty("properties");
        Assert.Equal(("general", "medium"), (alert.GetProperty("alert_type").Text("default"), alert.GetProperty("severity").Text("default")));
        var status = (await SchemaAsync("DeviceActionRequest")).GetProperty("properties").GetProperty("status");
        Assert.Equal(DeviceActionStatus.All, status.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal("""["null","object"]""", (await SchemaAsync("MetricsRequest")).GetProperty("properties").GetProperty("metrics").GetProperty("type").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenApi_EveryOperation_NamesItsProblemsAndHowToShowAToken()
    {
        var document = (await _host.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json;
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("Bearer").Text("scheme"));
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var (method, operation) in path.Value.EnumerateObject().Select(member => (member.Name, member.Value)))
            {
                var isOpen = path.Name == "/ws/stats";
                var problems = operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Where(status => status[0] != '2');
                var expected = (isOpen ? "" : "401 403 ") + (operation.Has("requestBody") ? "400 413 415 " : method == "delete" ? "400 404 " : "")
                    + (path.Name == "/dashboard/session" ? "" : "503");

                // What only some have: a query or a path that may be wrong, a thing that may not be there, a state that forbids it.
                var certain = problems.Where(status => status is not ("400" or "404" or "409") || expected.Contains(status, StringComparison.Ordinal));
                Assert.Equal((path.Name, string.Join(' ', expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order())), (path.Name, string.Join(' ', certain.Order())));
                Assert.Equal(!isOpen, operation.Has("security"));
            }
        }
    }

    [Fact]
    public async Task Root_Opened_LeadsToThePage() => Assert.Equal("text/html", (await _host.SendAsync(HttpMethod.Get, "/")).MediaType);

    [Theory]
    [InlineData("/scalar")]
    [InlineData("/scalar/")]
    public async Task Scalar_Always_IsAPage(string path)
    {
        var page = await _host.SendAsync(HttpMethod.Get, path);
        Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
    }

    [Theory]
    [InlineData("/health/startup", "silo")]
    [InlineData("/health/live", "membership")]
    [InlineData("/health/ready", "silo", "storage", "cluster")]
    public async Task Health_Running_IsHealthy(string path, params string[] checks)
    {
        var health = await _host.SendAsync(HttpMethod.Get, path);
        Assert.Equal((200, "Healthy"), (health.Status, health.Json.GetProperty("status").GetString()));
        Assert.Equal(checks, health.Json.GetProperty("checks").EnumerateObject().Select(check => check.Name));
    }

    private async Task<JsonElement> SchemaAsync(string name) =>
        (await _host.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static string MembersOf(JsonElement document, JsonElement body)
    {
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            schema = choices.EnumerateArray().Single(choice => choice.Has("$ref"));
        }

        var name = schema.Text("$ref")!.Split('/')[^1];
        return document.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("properties").Members();
    }
}
