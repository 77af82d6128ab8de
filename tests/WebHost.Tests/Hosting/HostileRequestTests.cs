using System.Text;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Tests.Protocol;
using CsCheck;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>Requests of people who mean harm, or of programs that are broken: never a 5xx, never an Error in the log.</summary>
[Collection(PlatformCollection.Name)]
public sealed class HostileRequestTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("device");

    /// <summary>Values that JSON permits, and that are hard to take.</summary>
    private static readonly string[] _values =
    [
        "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "1e999", "-1e999", "1e-999", "123456789012345678901234567890",
        "-0", "null", "true", "[]", "{}", "\"\"", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "[\"\\ud800\",{\"\\udc00\":\"\\ud800\"}]",
        "{\"type\":\"\\ud800\",\"improvements\":\"\\ud800\"}", "{\"\\ud800\":0,\"type\":\"x\",\"improvements\":[\"\\udc00\"]}",
        "{\"batt\\ud800ry_level\":5,\"cpu\\udfff_usage\":5,\"\\ud800cpu_usage\":1,\"cpu_usage\":\"\\ud800\"}", "{\"type\":{\"type\":[]}}",
    ];

    public static TheoryData<string, string> Fields
    {
        get
        {
            var fields = new TheoryData<string, string>();
            (string Path, string Members)[] endpoints =
            [
                ("/ws/device-alert", "device_id alert_type message severity"),
                ("/ws/security-alert", "device_id alert_details"),
                ("/ws/analytics-update", "device_id metrics"),
                ("/ws/live-metrics", "device_id metrics"),
                ("/ws/performance-data", "anything"),
                ("/ws/notification", "type title message severity user_id device_id data"),
                ("/ws/device-action/$", "action_id action_type status result"),
                ("/ws/optimization-complete", "device_id results"),
                ("/ws/start-monitoring/$", "type"),
                ("/devices/$/status", "name status battery_level cpu_usage memory_usage storage_usage model"),
                ("/ws/broadcast", "type data subscription_filter"),
                ("/ws/send-to-user/$", "type data"),
            ];
            foreach (var (path, members) in endpoints)
            {
                foreach (var member in members.Split(' '))
                {
                    fields.Add(path, member);
                }
            }

            return fields;
        }
    }

    /// <summary>RFC 8259, section 11: a charset has no effect on JSON.</summary>
    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json;charset=utf-7")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=bogus; x=y")]
    public async Task Post_AnyCharset_IsUtf8(string type)
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"metrics_{_device}");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$$"""{"device_id":"{{{_device}}}","metrics":{"name":"ü"}}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        Assert.Equal(200, (await _host.PublishAsync("/ws/live-metrics", content)).Status);
        Assert.Equal("ü", (await client.NextAsync("live_metrics")).Data().GetProperty("metrics").Text("name"));
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("identity", 200)]
    public async Task Post_ContentEncoding_OnlyAsItIs(string encoding, int status)
    {
        using var content = new StringContent("""{"device_id":"d1"}""", Encoding.UTF8, "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        Assert.Equal(status, (await _host.PublishAsync("/ws/live-metrics", content)).Status);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Post_HardValuesInAField_AreTakenOrRefusedAndStillDelivered(string path, string field)
    {
        await using var watcher = await RawSocket.OpenAsync(_host.Address);
        await watcher.ReadFrameAsync();
        foreach (var topic in new[] { $"device_{_device}", $"metrics_{_device}", "device_status", "security", "analytics", "notifications", "performance" })
        {
            await watcher.SendAsync(RawSocket.Frame(0x81, Encoding.UTF8.GetBytes($$$"""{"type":"subscription","data":{"topic":"{{{topic}}}"}}""")));
        }

        foreach (var value in _values)
        {
            var body = Body(field, value);
            await AssertHarmlessAsync(path, body);
            await AssertHarmlessAsync(path, body.Replace($"\"{field}\"", $"\"{field[..1]}\\ud800{field[1..]}\"", StringComparison.Ordinal));
            await AssertHarmlessAsync(path, $"{body[..^1]},\"{field}\":{value}}}");
        }

        // The watcher is served as before; what it got is well-formed UTF-8, whatever was in it.
        await watcher.SendAsync(RawSocket.Frame(0x81, """{"type":"heartbeat","id":"last"}"""u8.ToArray()));
        while (!(await watcher.ReadFrameAsync()).Text.Contains("\"id\":\"last\"", StringComparison.Ordinal))
        {
        }

        _host.Log.AssertNoErrors();
    }

    [Fact]
    public async Task SecurityAlert_TypeIsHalfASurrogatePair_IsUnknown()
    {
        var answer = await _host.PublishAsync("/ws/security-alert", $$$"""{"device_id":"{{{_device}}}","alert_details":{"type":"\ud800"}}""");
        Assert.Equal("unknown", answer.AssertOk("alert_type device_id message").Text("alert_type"));
    }

    [Fact]
    public async Task DeviceStatus_HalfASurrogatePairInADetail_DoesNotSpoilTheDevice()
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync($"device_{_device}");
        Assert.Equal(200, (await _host.PublishAsync($"/devices/{_device}/status", """{"model":"\ud800"}""")).Status);
        Assert.Equal(200, (await _host.PublishAsync($"/devices/{_device}/status", """{"battery_level":5}""")).Status);
        await client.NextAsync("device_status");
        var device = (await client.NextAsync("device_status")).Data().GetProperty("devices")[0];
        Assert.Equal("\"\\ud800\"", device.GetProperty("model").GetRawText());
    }

    [Theory]
    [InlineData("/ws/performance-data")]
    [InlineData("/ws/live-metrics")]
    [InlineData("/devices/d1/status")]
    public async Task Post_DeepNesting_Is400(string path)
    {
        var nested = new string('[', 50_000) + new string(']', 50_000);
        (await _host.PublishAsync(path, """{"device_id":"d1","metrics":{"a":""" + nested + "}}")).AssertProblem(400);
    }

    /// <summary>Names twice, half surrogate pairs, numbers that no type holds, and what is no JSON at all. A failure prints the seed that brings it again (<c>CsCheck_Seed</c>).</summary>
    [Fact]
    public Task Post_AnyJson_IsNever5xx()
    {
        var names = Gen.OneOf("device_id", "metrics", "alert_details", "results", "title", "message", "data", "type", "status", "action_id", "action_type", "subscription_filter", "id", "battery_level", "\\ud800");
        var bodies = Gen.OneOf(HostileJson.Values, Gen.Select(names, HostileJson.Values).Array[0, 8].Select(HostileJson.ObjectOf));
        var paths = Fields.Select(row => (string)row[0]).Distinct().ToArray();
        return Gen.Select(Gen.OneOf(paths), bodies).SampleAsync(
            async (path, body) =>
            {
                if (Encoding.UTF8.GetByteCount(body) > 256 * 1024)
                {
                    return; // A 413 may come, and the connection go, before such a body is sent.
                }

                var answer = await _host.AdministerAsync(path.Replace("$", _device, StringComparison.Ordinal), body);
                Assert.True(answer.Status is 200 or 400, $"{answer.Status} at {path}: {answer.Text}");
                _host.Log.AssertNoErrors();
            },
            iter: Math.Max(300, Check.Iter),
            threads: 4);
    }

    [Fact]
    public async Task Post_BytesThatAreNoUtf8_Is400()
    {
        (string Path, string Field)[] fields =
        [
            ("/ws/performance-data", "x"), ("/ws/notification", "message"), ("/ws/notification", "data"), ("/ws/live-metrics", "metrics"),
            ("/ws/analytics-update", "metrics"), ("/ws/security-alert", "alert_details"), ("/ws/optimization-complete", "results"),
            ("/ws/device-action/d1", "result"), ("/ws/broadcast", "data"), ("/devices/d1/status", "name"), ("/devices/d1/status", "model"),
        ];
        foreach (var (path, field) in fields)
        {
            var before = Encoding.UTF8.GetBytes($$"""{"device_id":"d1","title":"T","action_id":"a","action_type":"t","status":"queued","{{field}}":""");
            foreach (var value in new byte[][] { [.. "\""u8, 0xC3, 0x28, .. "\""u8], [.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8] })
            {
                using var content = new ByteArrayContent([.. before, .. value, .. "}"u8]);
                content.Headers.ContentType = new("application/json");
                var answer = await _host.AdministerAsync(path, content);
                Assert.True(answer.Status == 400, $"{path} {field}: {answer.Status}");
            }
        }
    }

    [Fact]
    public async Task Post_MoreThanTheServerTakes_Is413()
    {
        (await _host.PublishAsync("/ws/performance-data", """{"a":1}""".PadRight((256 * 1024) + 1))).AssertProblem(413);
        (await _host.PublishAsync("/ws/notification", """{"a":1}""".PadRight((256 * 1024) + 1))).AssertProblem(413);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Post_AnotherContentType_Is415(string type)
    {
        foreach (var path in new[] { "/ws/notification", "/ws/performance-data", "/ws/live-metrics", "/devices/d1/status", "/ws/device-action/d1", "/ws/start-monitoring/d1" })
        {
            using var content = new StringContent("{}", Encoding.UTF8, type);
            (await _host.PublishAsync(path, content)).AssertProblem(415);
        }
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("POST", "/ws/nowhere", 404)]
    [InlineData("GET", "/devices/d1/nothing", 404)]
    [InlineData("POST", "/ws/device-action/a/b", 404)]
    [InlineData("POST", "/ws", 405)]
    [InlineData("DELETE", "/ws", 405)]
    [InlineData("POST", "/ws/stats", 405)]
    [InlineData("GET", "/ws/broadcast", 405)]
    [InlineData("PUT", "/ws/notification", 405)]
    [InlineData("GET", "/devices/d1/status", 405)]
    [InlineData("GET", "/ws/connections/c1", 405)]
    [InlineData("GET", "/ws", 426)]
    public async Task Request_UnknownPathOrMethod_IsAProblem(string method, string path, int status)
    {
        (await _host.SendAsync(new HttpMethod(method), path, token: TestTokens.Admin())).AssertProblem(status);
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("%2e%2e%2fb")]
    [InlineData("%20a")]
    [InlineData("a%25")]
    [InlineData("%ff%fe")]
    [InlineData("%00")]
    [InlineData("%0d%0aX: y")]
    [InlineData("%ed%a0%80")]
    [InlineData("long")]
    public async Task Request_IllFormedIdInThePath_IsRefused(string id)
    {
        id = id == "long" ? new string('x', 257) : id;
        (HttpMethod Method, string Path, string? Body)[] requests =
        [
            (HttpMethod.Delete, $"/ws/connections/{id}", null),
            (HttpMethod.Post, $"/ws/send-to-user/{id}", "{}"),
            (HttpMethod.Post, $"/ws/device-action/{id}", """{"action_id":"a","action_type":"t","status":"queued"}"""),
            (HttpMethod.Post, $"/ws/start-monitoring/{id}", "{}"),
            (HttpMethod.Post, $"/devices/{id}/status", "{}"),
        ];
        foreach (var (method, path, body) in requests)
        {
            var answer = await _host.SendAsync(method, path, body, TestTokens.Admin());
            Assert.True(answer.Status is 400 or 404, $"{method} {path}: {answer.Status} {answer.Text}");
        }
    }

    private static string Body(string field, string value)
    {
        var members = new Dictionary<string, string>
        {
            ["device_id"] = "\"hostile\"",
            ["title"] = "\"T\"",
            ["message"] = "\"M\"",
            ["action_id"] = "\"a\"",
            ["action_type"] = "\"t\"",
            [field] = value,
        };
        if (field is "action_id" or "action_type" or "result")
        {
            members["status"] = "\"queued\"";
        }

        return "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
    }

    private async Task AssertHarmlessAsync(string path, string body)
    {
        var answer = await _host.AdministerAsync(path.Replace("$", _device, StringComparison.Ordinal), body);
        Assert.True(answer.Status is 200 or 400, $"{answer.Status} for {body} at {path}: {answer.Text}");
    }
}
