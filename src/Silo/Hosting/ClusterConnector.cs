using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Silo.Hosting;

/// <summary>
/// Starts Orleans' client beside the host, not within its start: while there is no silo, everything else starts, says what is wrong with it, and stops when it is told to. Orleans' own
/// hosted service would hold all of that up until a silo comes.
/// </summary>
internal sealed partial class ClusterConnector(
    IReadOnlyList<IHostedService> client, ClusterConnection connection, IHostApplicationLifetime lifetime, ILogger<ClusterConnector> logger) : BackgroundService
{
    /// <summary>Takes the hosted services that <paramref name="addClient"/> adds out of the host's start, and puts one in their place that starts them.</summary>
    public static void Add(IServiceCollection services, Action addClient)
    {
        var others = services.Where(IsHosted).ToHashSet();
        addClient();
        var added = services.Where(service => IsHosted(service) && !others.Contains(service)).ToList();
        added.ForEach(service => services.Remove(service));
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ClusterConnector>(
            provider, (IReadOnlyList<IHostedService>)[.. added.Select(service => Create(service, provider))]));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var service in client.Reverse())
        {
            await service.StopAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var service in client)
            {
                await service.StartAsync(stoppingToken);
            }

            connection.MarkMade();
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // No silo has come before the process was stopped.
        }
        catch (Exception exception)
        {
            LogCannotConnect(exception);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private static bool IsHosted(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService);

    private static IHostedService Create(ServiceDescriptor service, IServiceProvider provider) =>
        (IHostedService)(service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));

    [LoggerMessage(EventIds.CannotConnect, LogLevel.Critical, "This process cannot be a client of the cluster: it stops")]
    private partial void LogCannotConnect(Exception exception);
}
