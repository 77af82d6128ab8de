using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Delivery;

/// <summary>A web gateway, composed as the product composes it, of silos in this process: everything but the sockets is real.</summary>
internal sealed class GatewayOfSilos : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> _settings = new()
    {
        ["Gateway:HeartbeatInterval"] = "00:00:02",
        ["Gateway:ReportInterval"] = "00:00:00.250",
        ["Gateway:StreamTimeout"] = "00:00:10",
    };

    private readonly ServiceProvider _services;

    private GatewayOfSilos(TestSilos silos)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Logging.AddProvider(silos.Log).SetMinimumLevel(LogLevel.Information);
        builder.AddWebGateway();
        builder.Services
            .AddSingleton<TimeProvider>(silos.Clock)
            .AddSingleton(silos.Grains)
            .AddSingleton<IGrainFactory>(silos.Grains)
            .AddSingleton(ClusterConnection.OfASilo());
        _services = builder.Services.BuildServiceProvider();
    }

    private GatewaySubscriptions Subscriptions => _services.GetRequiredService<GatewaySubscriptions>();

    private WebGateway Gateway => _services.GetRequiredService<WebGateway>();

    private ApplicationLifetime Lifetime => (ApplicationLifetime)_services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>Starts it, and waits until it has joined.</summary>
    public static async Task<GatewayOfSilos> StartAsync(TestSilos silos)
    {
        var gateway = new GatewayOfSilos(silos);
        await gateway.Gateway.StartAsync(CancellationToken.None);
        gateway.Lifetime.NotifyStarted();
        await gateway._services.GetRequiredService<GatewayHeart>().First.WaitAsync(SocketClient.Patience);
        return gateway;
    }

    /// <summary>Holds the connection from now on.</summary>
    public void Add(ClientConnection connection) => _services.GetRequiredService<ConnectionRegistry>().Add(connection);

    public Task SubscribeAsync(string topic, ClientConnection connection, TopicPosition? since, Action<SubscriptionAnswer> acknowledge) =>
        Subscriptions.SubscribeAsync(topic, connection, new SubscriptionRequest(since, WithSnapshot: false, LatestOnly: false), acknowledge);

    /// <summary>Forgets a connection that has broken.</summary>
    public async Task RemoveAsync(ClientConnection connection, IEnumerable<string> topics)
    {
        _services.GetRequiredService<ConnectionRegistry>().Remove(connection);
        foreach (var topic in topics)
        {
            // As after a real break, the cluster need not hear of it at once.
            await Subscriptions.UnsubscribeAsync(topic, connection).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Lifetime.StopApplication();
        await Gateway.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
