using AndroidZen.WebHost.Security;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// Looks at all connections now and then: cuts those whose peer does not read, closes those whose token has expired, keeps what waits on this host within its bound, and gives memory back. One timer
/// for all connections.
/// </summary>
internal sealed class ConnectionSweep(
    ConnectionRegistry connections, MemoryTrim memory, TimeProvider clock, IOptions<ClientConnectionOptions> options, IOptions<AuthOptions> auth) : BackgroundService
{
    /// <summary>How often.</summary>
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    /// <summary>Looks once.</summary>
    public void Run()
    {
        var now = clock.GetUtcNow();
        var stillValid = now - auth.Value.ClockSkew; // A token with which one may connect is none to be closed for.
        long total = 0;
        foreach (var connection in connections.All)
        {
            connection.EndIfStalled(now);
            connection.EndIfTokenExpired(stillValid);
            connection.Trim();
            total += connection.OutboxBytes;
        }

        if (total > options.Value.TotalOutboxBytes)
        {
            EndTheFullest(total - options.Value.TotalOutboxBytes);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Run();
                memory.Run();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void EndTheFullest(long surplus)
    {
        foreach (var connection in connections.All.OrderByDescending(connection => connection.OutboxBytes))
        {
            if (surplus <= 0)
            {
                return;
            }

            surplus -= connection.OutboxBytes;
            connection.End(DisconnectReason.SlowConsumer);
        }
    }
}
