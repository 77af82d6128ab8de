using AndroidZen.Gateways;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace AndroidZen.WebHost.Gateways;

/// <summary>
/// This process's life as a web gateway: attaches to the cluster, reports, renews leases with every heartbeat, notices when it is cut off, and takes its leave when
/// the process stops.
/// </summary>
internal sealed partial class WebGateway(
    IClusterClient client,
    GatewayIdentity identity,
    TopicBridge bridge,
    GatewayHeart heart,
    GatewayAnswers answers,
    GatewayLeases leases,
    ConnectionRegistry connections,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    IOptions<WebGatewayOptions> options,
    ILogger<WebGateway> logger)
    : BackgroundService
{
    private IGatewayObserver? _observer;
    private StreamSubscriptionHandle<GatewayEvent>? _stream;
    private volatile bool _isAttached;
    private DateTimeOffset _attachedAt;

    /// <summary>Whether the cluster knows this gateway, and a heartbeat has come all the way.</summary>
    public bool IsAttached => _isAttached && heart.First.IsCompleted;

    private IGatewayGrain Grain => client.GetGrain<IGatewayGrain>(identity.Id);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await LeaveAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A client of a cluster counts as started when it has found a silo.
        await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var drain = lifetime.ApplicationStopping.Register(EndAllConnections);
        var renewing = RenewWithEveryHeartbeatAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.ReportInterval, clock);
        try
        {
            do
            {
                await ReportAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }

        await renewing;
    }

    private async Task ReportAsync()
    {
        try
        {
            NoticeSilence();
            if (!_isAttached || !await Grain.ReportAsync())
            {
                await AttachAsync();
            }
        }
        catch (Exception exception)
        {
            LogAttachFailed(exception, identity.Id);
        }
    }

    /// <summary>Without heartbeats from the cluster for two intervals, the gateway is cut off: its clients are well, and get theirs from here meanwhile.</summary>
    private void NoticeSilence()
    {
        var now = clock.GetUtcNow();
        var interval = options.Value.HeartbeatInterval;
        var silence = now - (heart.LastHeard > _attachedAt ? heart.LastHeard : _attachedAt);
        if (_isAttached && silence > 2 * interval)
        {
            LogCutOff(silence);
            _isAttached = false;
        }

        if (now - heart.LastBeat > (_isAttached ? 2 * interval : interval))
        {
            heart.Beat();
        }
    }

    private async Task AttachAsync()
    {
        _observer ??= client.CreateObjectReference<IGatewayObserver>(answers);
        if (_stream is { } previous)
        {
            _stream = null;
            await previous.UnsubscribeAsync();
        }

        _stream = await client.GetStreamProvider(GatewayStreams.ProviderName)
            .GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, identity.Id))
            .SubscribeAsync(bridge);
        await Grain.AttachAsync(new GatewayRegistration
        {
            Host = identity.Host,
            Observer = _observer,
            HeartbeatInterval = options.Value.HeartbeatInterval,
        });
        await leases.RenewAsync(CancellationToken.None);
        _attachedAt = clock.GetUtcNow();
        _isAttached = true;
        LogAttached(identity.Id);
    }

    private async Task RenewWithEveryHeartbeatAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = heart.Next;
            try
            {
                await next.WaitAsync(stoppingToken);
                await leases.RenewAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // Stopping.
            }
            catch (Exception exception)
            {
                LogRenewFailed(exception);
            }
        }
    }

    private void EndAllConnections()
    {
        _isAttached = false;
        LogDraining(connections.Count);
        foreach (var connection in connections.All)
        {
            connection.End(DisconnectReason.Shutdown);
        }
    }

    /// <summary>An Orleans stream subscription that is not taken back stays in the cluster's storage.</summary>
    private async Task LeaveAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.Value.LeaveTimeout, clock);
            if (_stream is { } stream)
            {
                await stream.UnsubscribeAsync().WaitAsync(deadline.Token);
            }

            await Grain.DetachAsync().WaitAsync(deadline.Token);
        }
        catch (Exception exception)
        {
            LogDetachFailed(exception, identity.Id);
        }
    }

    [LoggerMessage(EventIds.Attached, LogLevel.Information, "Attached to the cluster as gateway {Gateway}")]
    private partial void LogAttached(string gateway);

    [LoggerMessage(EventIds.AttachFailed, LogLevel.Warning, "Gateway {Gateway} cannot reach the cluster; trying again")]
    private partial void LogAttachFailed(Exception exception, string gateway);

    [LoggerMessage(EventIds.CutOff, LogLevel.Warning, "No heartbeat from the cluster for {Silence}: keeping the sockets alive and attaching anew")]
    private partial void LogCutOff(TimeSpan silence);

    [LoggerMessage(EventIds.RenewFailed, LogLevel.Warning, "The leases could not be renewed; trying again with the next heartbeat")]
    private partial void LogRenewFailed(Exception exception);

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "Shutting down: closing {Connections} connections")]
    private partial void LogDraining(int connections);

    [LoggerMessage(EventIds.DetachFailed, LogLevel.Warning, "Gateway {Gateway} could not take its leave; the cluster will notice")]
    private partial void LogDetachFailed(Exception exception, string gateway);
}
