using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>
/// Keeps the connections alive while the cluster's heartbeat does not come: the clients are well, and would reconnect after two silent intervals. It asks the cluster nothing, so
/// that a cluster that hangs does not stop it.
/// </summary>
internal sealed class GatewayPulse(GatewayHeart heart, GatewayMonitor monitor, TimeProvider clock, IOptions<WebGatewayOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.HeartbeatInterval;
        using var timer = new PeriodicTimer(interval / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (clock.GetUtcNow() - heart.LastBeat >= 1.25 * interval)
                {
                    monitor.HeartbeatMissed();
                    heart.Beat();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
