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
    /// <summary>A machine that stands still for seconds must not make an answer another one.</summary>
    private static readonly Dictionary<string, string> _patience = new()
    {
        ["Cluster:ResponseTimeout"] = "00:00:40",
        ["Connections:CloseTimeout"] = "00:00:20",
        ["Gateway:LeaveTimeout"] = "00:00:20",
        ["GatewayWatch:AnswerTimeout"] = "00:00:25",
        ["GatewayWatch:CloseTimeout"] = "00:00:25",
    };

    private readonly WebApplicationFactory<WebGatewayOptions> _factory;
    private readonly string? _ownFolder;
    private readonly RestClient _rest;

    private PlatformHost(WebApplicationFactory<WebGatewayOptions> factory, Uri address, LogRecorder log, string? ownFolder)
    {
        (_factory, Address, Log, _ownFolder) = (factory, address, log, ownFolder);
        _rest = new RestClient(address);
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
            builder.UseSetting("Gateway:DrainWindow", "00:00:00"); // Whoever is still connected when a test ends has nothing more to see.
            foreach (var (key, value) in _patience)
            {
                builder.UseSetting(key, value);
            }

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

    /// <inheritdoc cref="RestClient.SendAsync"/>
    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? token = null) => _rest.SendAsync(method, path, body, token);

    /// <inheritdoc cref="RestClient.PublishAsync"/>
    public Task<Answer> PublishAsync(string path, object? body = null) => _rest.PublishAsync(path, body);

    /// <inheritdoc cref="RestClient.AdministerAsync"/>
    public Task<Answer> AdministerAsync(string path, object? body = null) => _rest.AdministerAsync(path, body);

    /// <inheritdoc cref="RestClient.GetStatsAsync"/>
    public Task<JsonElement> GetStatsAsync() => _rest.GetStatsAsync();

    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _factory.DisposeAsync();
        if (_ownFolder is not null)
        {
            await TemporaryFolder.DeleteAsync(_ownFolder);
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
