using AndroidZen.Silo.Storage;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Hosting;

/// <summary>Says in the log where to look, once everything is ready.</summary>
internal sealed partial class StartGuide(
    IServer server, GatewayHeart heart, IHostApplicationLifetime lifetime, IHostEnvironment environment, IConfiguration configuration, IOptions<AuthOptions> auth, ILogger<StartGuide> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await heart.First.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        LogReady(
            address + (ConsolePage.IsBuilt(ConsolePage.DefaultFolder) ? "" : "   (not built: see docs/operations.md, \"The console\")"),
            address.Replace("http", "ws", StringComparison.Ordinal) + "/ws",
            address + ApiDescription.PagePath,
            address + DashboardSession.Path,
            ClusterHostingExtensions.HasEmbeddedSilo(configuration) ? $"in this process, state in {DataFolder.Of(configuration)}" : "in other processes");
        if (environment.IsDevelopment() && auth.Value.SigningKey is { Length: > 0 })
        {
            LogDevelopment(address);
        }

        if (auth.Value.AllowAnonymousPublishing)
        {
            LogAnonymousPublishing();
        }
    }

    [LoggerMessage(EventIds.Guide, LogLevel.Information, """
        AndroidZen is ready.
          Console        {Console}
          Sockets        {Sockets}
          API reference  {Reference}
          Dashboard      {Dashboard}   (administrators)
          Silo           {Silo}
        """)]
    private partial void LogReady(string console, string sockets, string reference, string dashboard, string silo);

    [LoggerMessage(EventIds.DevelopmentTokens, LogLevel.Warning, """
        Development: anybody who reaches this port can mint a token of any role.
          Token          curl -X POST {Address}/dev/token -H 'Content-Type: application/json' -d '{{"role": "admin"}}'
          Dashboard      open {Address}/dev/dashboard in a browser, and you are signed in
        """)]
    private partial void LogDevelopment(string address);

    [LoggerMessage(EventIds.AnonymousPublishing, LogLevel.Warning, "Anonymous publishing is allowed (Auth:AllowAnonymousPublishing)")]
    private partial void LogAnonymousPublishing();
}
