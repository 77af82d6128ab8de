using AndroidZen.Protocol;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>A missing or ill-typed field: 400, as a problem that names it.</summary>
[Collection(PlatformCollection.Name)]
public sealed class InvalidBodyTests(PlatformFixture platform)
{
    private const string Device = "\"device_id\":\"d1\"";

    private readonly PlatformHost _host = platform.Host;

    [Theory]
    [InlineData("/ws/device-alert")]
    [InlineData("/ws/security-alert")]
    [InlineData("/ws/analytics-update")]
    [InlineData("/ws/live-metrics")]
    [InlineData("/ws/optimization-complete")]
    public async Task Post_DeviceIdMissingOrIllFormed_NamesIt(string path)
    {
        string[] bodies =
        [
            "{}", """{"device_id":null}""", """{"device_id":""}""", """{"device_id":7}""", """{"device_id":["d1"]}""", """{"device_id":{}}""",
            """{"device_id":"a b"}""", """{"device_id":"-a"}""", """{"device_id":"ä"}""", """{"DEVICE_ID":"d1"}""", """{"deviceId":"d1"}""",
            """{"device_id":true}""", $$"""{"device_id":"{{new string('x', 129)}}"}""", """{"device_id":"\ud800"}""", """{"device_id":"a/b"}""",
        ];
        foreach (var body in bodies)
        {
            (await PostAsync(path, body)).AssertNames("device_id");
        }
    }

    [Theory]
    [InlineData("/ws/device-alert", "{" + Device + ",\"alert_type\":7}", "alert_type")]
    [InlineData("/ws/device-alert", "{" + Device + ",\"message\":{}}", "message")]
    [InlineData("/ws/device-alert", "{" + Device + ",\"severity\":[]}", "severity")]
    [InlineData("/ws/security-alert", "{" + Device + ",\"alert_details\":\"x\"}", "alert_details")]
    [InlineData("/ws/security-alert", "{" + Device + ",\"alert_details\":[]}", "alert_details")]
    [InlineData("/ws/analytics-update", "{" + Device + ",\"metrics\":[]}", "metrics")]
    [InlineData("/ws/live-metrics", "{" + Device + ",\"metrics\":7}", "metrics")]
    [InlineData("/ws/live-metrics", "{" + Device + ",\"metrics\":\"x\"}", "metrics")]
    [InlineData("/ws/optimization-complete", "{" + Device + ",\"results\":true}", "results")]
    [InlineData("/ws/performance-data", "[]", "body")]
    [InlineData("/ws/performance-data", "7", "body")]
    [InlineData("/ws/performance-data", "null", "body")]
    [InlineData("/ws/notification", "{\"message\":\"M\"}", "title")]
    [InlineData("/ws/notification", "{\"title\":\"\",\"message\":\"M\"}", "title")]
    [InlineData("/ws/notification", "{\"title\":\"T\"}", "message")]
    [InlineData("/ws/notification", "{\"title\":7,\"message\":\"M\"}", "title")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":[]}", "message")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"type\":1}", "type")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"severity\":1}", "severity")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"user_id\":1}", "user_id")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"user_id\":\"\"}", "user_id")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"user_id\":\" a\"}", "user_id")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"device_id\":\"a b\"}", "device_id")]
    [InlineData("/ws/notification", "{\"title\":\"T\",\"message\":\"M\",\"device_id\":9}", "device_id")]
    [InlineData("/ws/device-action/d1", "{\"action_type\":\"t\",\"status\":\"queued\"}", "action_id")]
    [InlineData("/ws/device-action/d1", "{\"action_id\":\"a\",\"status\":\"queued\"}", "action_type")]
    [InlineData("/ws/device-action/d1", "{\"action_id\":\"a\",\"action_type\":\"t\"}", "status")]
    [InlineData("/ws/device-action/d1", "{\"action_id\":\"a\",\"action_type\":\"t\",\"status\":\"done\"}", "status")]
    [InlineData("/ws/device-action/d1", "{\"action_id\":\"a\",\"action_type\":\"t\",\"status\":\"QUEUED\"}", "status")]
    [InlineData("/ws/device-action/d1", "{\"action_id\":1,\"action_type\":\"t\",\"status\":\"queued\"}", "action_id")]
    [InlineData("/ws/device-action/d1", "{\"action_id\":\"a\",\"action_type\":1,\"status\":\"queued\"}", "action_type")]
    [InlineData("/ws/device-action/a%20b", "{\"action_id\":\"a\",\"action_type\":\"t\",\"status\":\"queued\"}", "device_id")]
    [InlineData("/ws/start-monitoring/d1", "{\"interval\":\"5\"}", "interval")]
    [InlineData("/ws/start-monitoring/d1", "{\"interval\":0}", "interval")]
    [InlineData("/ws/start-monitoring/d1", "{\"interval\":-1}", "interval")]
    [InlineData("/ws/start-monitoring/d1", "{\"interval\":1e999}", "interval")]
    [InlineData("/ws/start-monitoring/d1", "{\"interval\":86401}", "interval")]
    [InlineData("/ws/start-monitoring/d1", "{\"type\":5}", "type")]
    [InlineData("/ws/start-monitoring/d1", "{\"type\":\"\"}", "type")]
    [InlineData("/ws/start-monitoring/a%20b", "{}", "device_id")]
    [InlineData("/devices/d1/status", "{\"battery_level\":\"80\"}", "battery_level")]
    [InlineData("/devices/d1/status", "{\"battery_level\":101}", "battery_level")]
    [InlineData("/devices/d1/status", "{\"cpu_usage\":-1}", "cpu_usage")]
    [InlineData("/devices/d1/status", "{\"memory_usage\":1e999}", "memory_usage")]
    [InlineData("/devices/d1/status", "{\"storage_usage\":true}", "storage_usage")]
    [InlineData("/devices/d1/status", "{\"name\":7}", "name")]
    [InlineData("/devices/d1/status", "{\"name\":\"\"}", "name")]
    [InlineData("/devices/d1/status", "{\"status\":\"\"}", "status")]
    [InlineData("/devices/d1/status", "{\"status\":\"unknown\"}", "status")]
    [InlineData("/devices/d1/status", "[]", "body")]
    public async Task Post_FieldMissingOrIllTyped_NamesIt(string path, string body, string field)
    {
        (await PostAsync(path, body)).AssertNames(field);
    }

    [Theory]
    [InlineData("/ws/broadcast", "{\"type\":\"make_coffee\"}", "type")]
    [InlineData("/ws/broadcast", "{\"type\":\"ANALYTICS_UPDATE\"}", "type")]
    [InlineData("/ws/broadcast", "{\"type\":\"reconnect\"}", "type")]
    [InlineData("/ws/broadcast", "{\"type\":7}", "type")]
    [InlineData("/ws/broadcast", "{\"data\":[]}", "data")]
    [InlineData("/ws/broadcast", "{\"data\":\"x\"}", "data")]
    [InlineData("/ws/broadcast", "{\"subscription_filter\":7}", "subscription_filter")]
    [InlineData("/ws/broadcast", "{\"subscription_filter\":\"\"}", "subscription_filter")]
    [InlineData("/ws/broadcast", "{\"subscription_filter\":\"two words\"}", "subscription_filter")]
    [InlineData("/ws/broadcast", "{\"subscription_filter\":\"$user:alice\"}", "subscription_filter")]
    [InlineData("/ws/send-to-user/u1", "{\"type\":\"make_coffee\"}", "type")]
    [InlineData("/ws/send-to-user/u1", "{\"data\":7}", "data")]
    [InlineData("/ws/send-to-user/a%25b", "{}", "user_id")]
    public async Task AdminPost_FieldIllTyped_NamesIt(string path, string body, string field)
    {
        (await _host.AdministerAsync(path, body)).AssertNames(field);
    }

    [Theory]
    [InlineData("/ws/device-alert", Device, "alert_type", TextLimits.Word)]
    [InlineData("/ws/device-alert", Device, "severity", TextLimits.Word)]
    [InlineData("/ws/device-alert", Device, "message", TextLimits.Message)]
    [InlineData("/ws/notification", "\"message\":\"M\"", "title", TextLimits.Title)]
    [InlineData("/ws/notification", "\"title\":\"T\"", "message", TextLimits.Message)]
    [InlineData("/ws/notification", "\"title\":\"T\",\"message\":\"M\"", "type", TextLimits.Word)]
    [InlineData("/ws/notification", "\"title\":\"T\",\"message\":\"M\"", "severity", TextLimits.Word)]
    [InlineData("/ws/device-action/d1", "\"action_type\":\"t\",\"status\":\"queued\"", "action_id", TextLimits.Word)]
    [InlineData("/ws/device-action/d1", "\"action_id\":\"a\",\"status\":\"queued\"", "action_type", TextLimits.Word)]
    [InlineData("/ws/start-monitoring/d1", "\"interval\":86400", "type", TextLimits.Word)]
    [InlineData("/devices/d1/status", "\"battery_level\":80", "name", TextLimits.Word)]
    [InlineData("/devices/d1/status", "\"battery_level\":80", "status", TextLimits.Word)]
    public async Task Post_TextAsLongAsItMayBe_IsTakenAndOneCharacterMoreIsNot(string path, string others, string field, int maxLength)
    {
        // A control character is one byte of the body and six of the publication.
        var longest = new string('\u007f', maxLength);
        Assert.Equal(200, (await PostAsync(path, $$"""{{{others}},"{{field}}":"{{longest}}"}""")).Status);
        (await PostAsync(path, $$"""{{{others}},"{{field}}":"{{longest}}x"}""")).AssertNames(field);
    }

    [Fact]
    public async Task Post_DeviceWhoseTopicWouldBeTheFleets_IsRefused()
    {
        (await PostAsync("/devices/status/status", "{}")).AssertNames("device_id");
        (await PostAsync("/ws/device-alert", """{"device_id":"status"}""")).AssertNames("device_id");
    }

    [Fact]
    public async Task Post_SeveralFieldsWrong_NamesAllOfThem()
    {
        var answer = await PostAsync("/ws/device-action/d1", "{}");
        answer.AssertNames("action_id");
        answer.AssertNames("action_type");
        answer.AssertNames("status");
    }

    [Theory]
    [InlineData("/ws/device-alert")]
    [InlineData("/ws/security-alert")]
    [InlineData("/ws/analytics-update")]
    [InlineData("/ws/live-metrics")]
    [InlineData("/ws/performance-data")]
    [InlineData("/ws/notification")]
    [InlineData("/ws/device-action/d1")]
    [InlineData("/ws/optimization-complete")]
    [InlineData("/devices/d1/status")]
    public async Task Post_NotJsonOrNoBody_IsA400ThatSaysSo(string path)
    {
        foreach (var body in new[] { "{", "not json", "{\"device_id\":\"d1\",}", "{'device_id':'d1'}", "{} {}" })
        {
            var answer = await PostAsync(path, body);
            answer.AssertProblem(400);
            Assert.Contains("JSON", answer.Json.Text("detail"), StringComparison.Ordinal);
        }

        (await PostAsync(path, "")).AssertProblem(400);
        (await _host.PublishAsync(path)).AssertProblem(400);
        (await PostAsync(path, "\"text\"")).AssertProblem(400);
    }

    private Task<Answer> PostAsync(string path, string body) => _host.PublishAsync(path, body);
}
