using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>Looks at all outboxes now and then: cuts connections whose peer does not read, keeps what waits on this host within its bound, and gives memory back. One timer for all connections.</summary>
internal sealed class OutboxSweep(ConnectionRegistry connections, MemoryTrim memory, TimeProvider clock, IOptions<ClientConnectionOptions> options) : BackgroundService
{
    /// <summary>How often.</summary>
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    /// <summary>Looks once.</summary>
    public void Run()
    {
        var now = clock.GetUtcNow();
        long total = 0;
        foreach (var connection in connections.All)
        {
            connection.EndIfStalled(now);
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
