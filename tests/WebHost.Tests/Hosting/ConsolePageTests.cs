using System.Net;
using System.Text.Json;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Hosting;

/// <summary>The page at <c>/</c>, and the files beside it: also where the build found no Node.</summary>
public sealed class ConsolePageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-console-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Root_PageBuilt_IsThePageAndTakesNothingFromElsewhere()
    {
        await BuildAsync();
        await using var host = await StartAsync();
        using var answer = await host.GetAsync("/");

        Assert.Equal("<p>the page</p>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"ws://{host.Authority}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_PageNotBuilt_SaysWhyAndWhatToDo()
    {
        await using var host = await StartAsync();
        using var answer = await host.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("without its console page", text, StringComparison.Ordinal);
        Assert.Contains("Node.js", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/icon.svg")).StatusCode);
    }

    [Theory]
    [InlineData("/assets/page-1a2b.js", "text/javascript", "public, max-age=31536000, immutable")]
    [InlineData("/client/index.js", "text/javascript", "no-cache")]
    [InlineData("/icon.svg", "image/svg+xml", "no-cache")]
    public async Task File_OfTheBuild_IsServedWithItsTypeAndForAsLongAsItsNameHolds(string path, string type, string caching)
    {
        await BuildAsync();
        await using var host = await StartAsync();
        using var answer = await host.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(caching, answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(path.StartsWith("/client", StringComparison.Ordinal), answer.Headers.Contains("Access-Control-Allow-Origin")); // The library is for every page.
    }

    [Fact]
    public async Task Script_BrowserTakesBrotli_IsSentSo()
    {
        await BuildAsync();
        await using var host = await StartAsync();
        using var answer = await host.GetAsync("/assets/page-1a2b.js", "br");
        Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
    }

    [Theory]
    [InlineData("/assets/../appsettings.json")]
    [InlineData("/assets/%2e%2e/%2e%2e/secret.txt")]
    [InlineData("/client/..%2f..%2fsecret.txt")]
    [InlineData("/assets/")]
    public async Task File_OutsideOfTheFolder_IsNotServed(string path)
    {
        await BuildAsync();
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Info_ByEnvironment_SaysWhetherTokensAreMinted(string environment, bool areMinted)
    {
        await using var host = await StartAsync(environment);
        using var answer = await host.GetAsync("/console.json");

        using var info = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(areMinted, info.RootElement.GetProperty("development").GetBoolean());
        Assert.Matches(@"^\d+\.\d+\.\d+$", info.RootElement.GetProperty("version").GetString());
    }

    private async Task BuildAsync()
    {
        foreach (var (path, text) in new Dictionary<string, string>
        {
            ["index.html"] = "<p>the page</p>",
            ["icon.svg"] = "<svg/>",
            ["assets/page-1a2b.js"] = new string(' ', 4096),
            ["client/index.js"] = "export {}",
        })
        {
            var file = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
        }
    }

    private async Task<ConsoleHost> StartAsync(string environment = "Production")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Services.AddConsole();
        builder.Services.Configure<AuthOptions>(auth => auth.SigningKey = TestTokens.SigningKey);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseConsole(_folder);
        app.MapConsole(_folder);
        await app.StartAsync();
        return new ConsoleHost(app);
    }

    /// <summary>A host that has nothing but the page.</summary>
    private sealed class ConsoleHost(WebApplication app) : IAsyncDisposable
    {
        public string Authority => new Uri(app.Urls.Single()).Authority;

        private readonly HttpClient _http = new() { BaseAddress = new Uri(app.Urls.Single()) };

        public Task<HttpResponseMessage> GetAsync(string path, string? encoding = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Urls.Single() + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding ?? "identity");
            return _http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await app.DisposeAsync();
        }
    }
}
