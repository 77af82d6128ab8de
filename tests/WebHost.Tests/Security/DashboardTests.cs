using System.Net;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>The Orleans dashboard is for administrators.</summary>
[Collection(PlatformCollection.Name)]
public sealed class DashboardTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/ClusterStats")]
    [InlineData("/dashboard/index.min.js")]
    public async Task Dashboard_ByRole_IsForAdministrators(string path)
    {
        Assert.Equal(401, (await _host.SendAsync(HttpMethod.Get, path)).Status);
        Assert.Equal(401, (await _host.SendAsync(HttpMethod.Get, path, token: "nonsense")).Status);
        Assert.Equal(403, (await _host.SendAsync(HttpMethod.Get, path, token: TestTokens.User("u"))).Status);
        Assert.Equal(403, (await _host.SendAsync(HttpMethod.Get, path, token: TestTokens.Publisher())).Status);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Get, path, token: TestTokens.Admin())).Status);
    }

    [Theory]
    [InlineData("/dashboard/SiloProperties/x")]
    [InlineData("/dashboard/HistoricalStats/x")]
    public async Task Dashboard_SiloThatIsNone_Is404(string path) => (await _host.SendAsync(HttpMethod.Get, path, token: TestTokens.Admin())).AssertProblem(404);

    [Fact]
    public async Task Dashboard_BrowserWithoutASession_IsToldHowToSignIn()
    {
        var answer = await _host.SendAsync(HttpMethod.Get, "/dashboard/");
        answer.AssertProblem(401);
        Assert.Contains("/dashboard/session", answer.Json.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OpenedByAnAdministrator_OpensTheDashboardInTheBrowserAndNothingElse()
    {
        using var browser = new HttpClient { BaseAddress = _host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dashboard/session");
        request.Headers.Authorization = new("Bearer", TestTokens.Admin());
        using var opened = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, opened.StatusCode);
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/dashboard", cookie, StringComparison.OrdinalIgnoreCase);

        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        using var open = new HttpRequestMessage(HttpMethod.Get, "/dashboard/");
        open.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var page = await browser.SendAsync(open);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        // Sent by hand to another path, the cookie is worth nothing.
        using var elsewhere = new HttpClient { BaseAddress = _host.Address };
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/ws/cleanup");
        forged.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var refused = await elsewhere.SendAsync(forged);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task DevelopmentEndpoints_InProduction_DoNotExist()
    {
        (await _host.SendAsync(HttpMethod.Post, "/dev/token", "{}")).AssertProblem(404);
        (await _host.SendAsync(HttpMethod.Get, "/dev/dashboard")).AssertProblem(404);
        (await _host.SendAsync(HttpMethod.Post, "/dev/token", "{}", TestTokens.Admin())).AssertProblem(404);
    }
}
