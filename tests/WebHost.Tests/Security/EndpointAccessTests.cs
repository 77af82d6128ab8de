using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>Who may call which endpoint: 401 without a good token, 403 with the wrong role, both as problems.</summary>
[Collection(PlatformCollection.Name)]
public sealed class EndpointAccessTests(PlatformFixture platform)
{
    private const string DeviceBody = """{"device_id":"$","action_id":"a","action_type":"t","status":"queued"}""";

    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("device");

    public static TheoryData<string, string> Administration => new()
    {
        { "POST", "/ws/broadcast" },
        { "POST", "/ws/send-to-user/somebody" },
        { "DELETE", "/ws/connections/nobody" },
        { "POST", "/ws/cleanup" },
        { "GET", "/topics" },
        { "GET", "/metrics" },
        { "POST", "/dashboard/session" },
    };

    public static TheoryData<string, string> Publishing => new()
    {
        { "/ws/device-alert", """{"device_id":"$"}""" },
        { "/ws/security-alert", """{"device_id":"$"}""" },
        { "/ws/performance-data", "{}" },
        { "/ws/notification", """{"title":"T","message":"M"}""" },
        { "/ws/start-monitoring/$", """{"interval":86400}""" },
    };

    public static TheoryData<string> Reporting =>
    [
        "/ws/analytics-update", "/ws/live-metrics", "/ws/optimization-complete", "/ws/device-action/$",
    ];

    [Theory]
    [MemberData(nameof(Administration))]
    public async Task Administration_WithoutAnAdministratorsToken_IsRefused(string method, string path)
    {
        foreach (var token in BadTokens())
        {
            (await _host.SendAsync(new HttpMethod(method), path, token: token)).AssertProblem(401);
        }

        foreach (var token in new[] { TestTokens.User("u"), TestTokens.Publisher(), TestTokens.Mint("d", "device"), TestTokens.Mint("u", "Admin") })
        {
            (await _host.SendAsync(new HttpMethod(method), path, token: token)).AssertProblem(403);
        }
    }

    [Theory]
    [MemberData(nameof(Publishing))]
    public async Task Publishing_ByRole_IsForBackEndsAndAdministrators(string path, string body)
    {
        (path, body) = (Fill(path), Fill(body));
        foreach (var token in BadTokens())
        {
            (await PostAsync(path, body, token)).AssertProblem(401);
        }

        (await PostAsync(path, body, TestTokens.User("u"))).AssertProblem(403);
        (await PostAsync(path, body, TestTokens.Mint(_device, "device"))).AssertProblem(403);
        Assert.Equal(200, (await PostAsync(path, body, TestTokens.Publisher())).Status);
        Assert.Equal(200, (await PostAsync(path, body, TestTokens.Admin())).Status);
    }

    [Theory]
    [MemberData(nameof(Reporting))]
    public async Task Reporting_ByRole_IsForBackEndsAndTheDeviceItself(string path)
    {
        (path, var body) = (Fill(path), Fill(DeviceBody));
        foreach (var token in BadTokens())
        {
            (await PostAsync(path, body, token)).AssertProblem(401);
        }

        (await PostAsync(path, body, TestTokens.User(_device))).AssertProblem(403);
        (await PostAsync(path, body, TestTokens.Mint("another-device", "device"))).AssertProblem(403);
        (await PostAsync(path, body, TestTokens.Mint(_device, "device", change: claims => claims["device_id"] = "another-device"))).AssertProblem(403);
        Assert.Equal(200, (await PostAsync(path, body, TestTokens.Mint(_device, "device"))).Status);
        Assert.Equal(200, (await PostAsync(path, body, TestTokens.Mint("agent", "device", change: claims => claims["device_id"] = _device))).Status);
        Assert.Equal(200, (await PostAsync(path, body, TestTokens.Publisher())).Status);
        Assert.Equal(200, (await PostAsync(path, body, TestTokens.Admin())).Status);
    }

    [Fact]
    public async Task ReportStatus_ByRole_IsForBackEndsAndTheDeviceItself()
    {
        var path = $"/devices/{_device}/status";
        (await PostAsync(path, "{}", null)).AssertProblem(401);
        (await PostAsync(path, "{}", TestTokens.User(_device))).AssertProblem(403);
        (await PostAsync(path, "{}", TestTokens.Mint("another-device", "device"))).AssertProblem(403);
        Assert.Equal(200, (await PostAsync(path, "{}", TestTokens.Mint(_device, "device"))).Status);
        Assert.Equal(200, (await PostAsync(path, "{}", TestTokens.Publisher())).Status);
    }

    [Fact]
    public async Task Refused_BeforeTheBodyIsRead_EvenIfThatIsWrong()
    {
        (await PostAsync("/ws/notification", "not json", null)).AssertProblem(401);
        (await PostAsync("/ws/broadcast", "not json", TestTokens.Publisher())).AssertProblem(403);
    }

    [Theory]
    [InlineData("/ws/stats")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    [InlineData("/openapi/v1.json")]
    public async Task Public_Anonymous_IsAnswered(string path)
    {
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Get, path)).Status);
    }

    [Theory]
    [InlineData("/ws/notification", """{"title":"T","message":"M"}""")]
    [InlineData("/ws/cleanup", "")]
    public async Task Rest_TokenInTheQuery_DoesNotCount(string path, string body)
    {
        (await _host.SendAsync(HttpMethod.Post, $"{path}?token={TestTokens.Admin()}", body)).AssertProblem(401);
    }

    private string Fill(string template) => template.Replace("$", _device, StringComparison.Ordinal);

    private static IEnumerable<string?> BadTokens() =>
    [
        null,
        "nonsense",
        "a.b.c",
        TestTokens.Mint("admin", "admin", lifetime: TimeSpan.FromMinutes(-5)),
        TestTokens.Mint("admin", "admin", key: "another key that is long enough for HS256"),
        TestTokens.Mint("admin", "admin", change: claims => claims["type"] = "refresh"),
        TestTokens.Mint("admin", "admin", change: claims => claims.Remove("type")),
    ];

    private Task<Answer> PostAsync(string path, string body, string? token) => _host.SendAsync(HttpMethod.Post, path, body, token);
}
