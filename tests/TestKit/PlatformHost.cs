using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AndroidZen.WebHost.Gateways;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AndroidZen.TestKit;

/// <summary>The whole platform in this process, on real Kestrel and real sockets: the web host with its embedded silo, state in a folder of its own.</summary>
public sealed class PlatformHost : IAsyncDisposable
{
    private readonly WebApplicationFactory<WebGatewayOptions> _factory;
    private readonly string? _ownFolder;
    private readonly HttpClient _http = new();

    private PlatformHost(WebApplicationFactory<WebGatewayOptions> factory, Uri address, LogRecorder log, string? ownFolder)
    {
        (_factory, Address, Log, _ownFolder) = (factory, address, log, ownFolder);
        _http.BaseAddress = address;
    }

    public Uri Address { get; }

    public LogRecorder Log { get; }

    public IServiceProvider Services => _factory.Services;

    /// <summary>Starts a host and waits until it is ready.</summary>
    /// <param name="settings">Configuration, over that of the environment.</param>
    /// <param name="environment">Production unless told otherwise: nothing is open that a deployment would not have open.</param>
    /// <param name="services">Replaces services.</param>
    /// <param name="folder">Where the state is; a temporary folder, gone with the host, unless given.</param>
    public static async Task<PlatformHost> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null,
        string environment = "Production",
        Action<IServiceCollection>? services = null,
        string? folder = null)
    {
        var ownFolder = folder is null ? Directory.CreateTempSubdirectory("androidzen-test-").FullName : null;
        var log = new LogRecorder();
        var factory = new WebApplicationFactory<WebGatewayOptions>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment(environment);
            builder.UseSetting("Urls", "http://127.0.0.1:0");
            builder.UseSetting("Data:Folder", folder ?? ownFolder);
            builder.UseSetting("Auth:SigningKey", TestTokens.SigningKey);
            foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(log));
            builder.ConfigureServices(collection => services?.Invoke(collection));
        });
        factory.UseKestrel();
        factory.StartServer();
        var addresses = factory.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var host = new PlatformHost(factory, new Uri(addresses.Single()), log, ownFolder);
        await factory.Services.GetRequiredService<GatewayHeart>().First.WaitAsync(SocketClient.Patience);
        await host.WhenReadyAsync();
        return host;
    }

    public Task<SocketClient> ConnectAsync(string? clientId = null, string? token = null) => SocketClient.ConnectAsync(Address, clientId, token);

    /// <summary>Sends a request; <paramref name="body"/> is text as it is, or an object as JSON.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await _http.SendAsync(request);
        var text2 = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, isJson ? JsonElement.Parse(text2) : default, text2);
    }

    /// <summary>Posts as a back end with role <c>publisher</c>.</summary>
    public Task<Answer> PublishAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body, TestTokens.Publisher());

    /// <summary>Posts as an administrator.</summary>
    public Task<Answer> AdministerAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body, TestTokens.Admin());

    /// <summary><c>websocket_stats</c> of <c>GET /ws/stats</c>.</summary>
    public async Task<JsonElement> GetStatsAsync() => (await SendAsync(HttpMethod.Get, "/ws/stats")).Json.GetProperty("websocket_stats");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _factory.DisposeAsync();
        if (_ownFolder is not null)
        {
            Directory.Delete(_ownFolder, recursive: true);
        }
    }

    private async Task WhenReadyAsync()
    {
        using var deadline = new CancellationTokenSource(SocketClient.Patience);
        while ((await SendAsync(HttpMethod.Get, "/health/ready")).Status != 200)
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}

/// <summary>The answer to a request.</summary>
/// <param name="Status">The status code.</param>
/// <param name="MediaType">Of the body.</param>
/// <param name="Json">The body, if it is JSON.</param>
/// <param name="Text">The body as it came.</param>
public sealed record Answer(int Status, string? MediaType, JsonElement Json, string Text);
