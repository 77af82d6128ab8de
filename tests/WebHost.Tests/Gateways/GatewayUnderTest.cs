using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Tests.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>A web gateway, composed as the product composes it, on a clock of its own and in a cluster that the test plays.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<FakeClient> _clients = [];

    private GatewayUnderTest((string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        builder.AddWebGateway();
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Cluster.Client).AddSingleton<IGrainFactory>(Cluster.Client).AddSingleton(ClusterConnection.OfASilo());
        _services = builder.Services.BuildServiceProvider();
    }

    public TestClock Clock { get; } = new();

    public FakeCluster Cluster { get; } = new();

    public LogRecorder Log { get; } = new();

    public GatewayHeart Heart => Get<GatewayHeart>();

    public WebGateway Gateway => Get<WebGateway>();

    public GatewayDrain Drain => Get<GatewayDrain>();

    public ApplicationLifetime Lifetime => (ApplicationLifetime)Get<IHostApplicationLifetime>();

    public static GatewayUnderTest Create(params (string Key, string Value)[] settings) => new(settings);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A connection that the gateway holds.</summary>
    public FakeClient Connect(string? clientId = null, bool hasClaimedId = true)
    {
        var client = new FakeClient(Clock, clientId);
        _clients.Add(client);
        Get<ConnectionRegistry>().Add(client.Connection);
        if (hasClaimedId)
        {
            client.Connection.MarkClaimed();
        }

        return client;
    }

    /// <summary>A connection as the endpoint serves one: when it has ended, it leaves.</summary>
    public FakeClient ConnectServed()
    {
        var client = Connect();
        _ = ServeAsync(client.Connection);
        return client;
    }

    /// <summary>Starts as a host does: the gateway acts when everything has started.</summary>
    public async Task StartAsync()
    {
        await Drain.StartingAsync(CancellationToken.None);
        await Gateway.StartAsync(CancellationToken.None);
        Lifetime.NotifyStarted();
    }

    /// <summary>Stops as a host does.</summary>
    public async Task StopAsync()
    {
        Lifetime.StopApplication();
        await Drain.StoppingAsync(CancellationToken.None);
        await Gateway.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    private async Task ServeAsync(ClientConnection connection)
    {
        using (Get<OpenSockets>().Enter())
        {
            await connection.Ended;
            Get<ConnectionRegistry>().Remove(connection);
        }

        connection.MarkLeft();
    }
}
