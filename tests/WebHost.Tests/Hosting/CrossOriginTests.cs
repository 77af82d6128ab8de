using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>Pages of other origins, in a browser: <c>Http:AllowedOrigins</c>.</summary>
public sealed class CrossOriginTests(CrossOriginTests.Fixture platform) : IClassFixture<CrossOriginTests.Fixture>, IDisposable
{
    private const string Allowed = "https://console.example";

    private readonly HttpClient _browser = new() { BaseAddress = platform.Host.Address };

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("POST", "/ws/live-metrics")]
    [InlineData("DELETE", "/ws/connections/c1")]
    [InlineData("GET", "/ws/stats")]
    public async Task Preflight_AllowedOrigin_MayUseMethodAndHeaders(string method, string path)
    {
        using var answer = await SendAsync(HttpMethod.Options, path, Allowed, ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,content-type"));
        Assert.Equal(Allowed, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(method, Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal("authorization,content-type", Header(answer, "Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("GET", "/ws/stats", 200)]
    [InlineData("POST", "/ws/cleanup", 401)]
    [InlineData("POST", "/ws/nothing", 404)]
    public async Task Request_AllowedOrigin_MayReadTheAnswerAlsoAProblem(string method, string path, int status)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, Allowed);
        Assert.Equal((status, Allowed), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
        Assert.Equal("Retry-After", Header(answer, "Access-Control-Expose-Headers"));
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("http://console.example")]
    [InlineData("null")]
    public async Task Request_OtherOrigin_MayNotReadTheAnswer(string origin)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/ws/stats", origin);
        Assert.Null(Header(answer, "Access-Control-Allow-Origin"));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _browser.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    public sealed class Fixture : IAsyncLifetime
    {
        internal PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(new Dictionary<string, string> { ["Http:AllowedOrigins:0"] = Allowed });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
