using AndroidZen.Silo.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace AndroidZen.Silo.Management;

/// <summary>
/// The port for those who run the process (<see cref="ManagementOptions"/>): a web server of its own beside whatever else the process serves. It is the first to start and the last to stop, so that it can
/// also tell of a start that waits and of a stop that takes its time.
/// </summary>
internal sealed partial class ManagementServer(IOptions<ManagementOptions> options, IServiceProvider services, ILoggerFactory loggers, ILogger<ManagementServer> logger) : IHostedService, IAsyncDisposable
{
    private const string MetricsPath = "/metrics";

    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port is not { } port)
        {
            return;
        }

        var address = $"http://{options.Value.Host}:{port}";
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(address);
        builder.Services.AddRoutingCore().AddSingleton(loggers);
        _server = builder.Build();
        _server.UseRouting();
        _server.MapHealth(services);
        if (services.GetService<MeterProvider>() is { } meters)
        {
            _server.UseOpenTelemetryPrometheusScrapingEndpoint(meters, predicate: null, path: MetricsPath, configureBranchedPipeline: null, optionsName: null);
        }

        await _server.StartAsync(cancellationToken);
        LogListening(address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            await _server.StopAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(EventIds.ManagementListening, LogLevel.Information, "Health and metrics for operators at {Address}")]
    private partial void LogListening(string address);
}
