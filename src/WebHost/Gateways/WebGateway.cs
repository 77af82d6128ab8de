using AndroidZen.Gateways;
using AndroidZen.Silo.Hosting;
using AndroidZen.WebHost.Subscriptions;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace AndroidZen.WebHost.Gateways;

/// <summary>
/// This process's life as a web gateway: subscribes to its stream, attaches to its grain, reports, and takes its leave when the process stops and <see cref="GatewayDrain"/> has emptied it.
/// Meanwhile <see cref="GatewayLeases"/> keeps what the cluster knows of it, and <see cref="GatewayPulse"/> watches the heartbeat.
/// </summary>
internal sealed partial class WebGateway(
    IClusterClient client,
    ClusterConnection cluster,
    GatewayIdentity identity,
    TopicBridge bridge,
    GatewayHeart heart,
    GatewayAnswers answers,
    GatewayLeases leases,
    GatewayDrain drain,
    GatewaySubscriptions subscriptions,
    GatewayMonitor monitor,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    IOptions<WebGatewayOptions> options,
    ILogger<WebGateway> logger)
    : BackgroundService
{
    private IGatewayObserver? _observer;
    private Task _joining = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;
    private DateTimeOffset _lastHeard;
    private int _silentReports;
    private bool _isSubscribed;
    private bool _isStreamInDoubt;
    private volatile bool _isAttached;

    /// <summary>Whether the cluster knows this gateway, and a heartbeat has come all the way; never while the process stops.</summary>
    public bool IsAttached => _isAttached && heart.First.IsCompleted && !drain.HasBegun;

    private IGatewayGrain Grain => client.GetGrain<IGatewayGrain>(identity.Id);

    private IAsyncStream<GatewayEvent> Stream => client.GetStreamProvider(GatewayStreams.ProviderName)
        .GetStream<GatewayEvent>(StreamId.Create(GatewayStreams.Namespace, identity.Id));

    /// <summary>The configured interval, unless the cluster would take the gateway for dead at that.</summary>
    private TimeSpan ReportInterval => options.Value.ReportInterval < options.Value.HeartbeatInterval / 2
        ? options.Value.ReportInterval
        : options.Value.HeartbeatInterval / 2;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await LeaveAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        monitor.Watch(() => IsAttached, () => drain.HasBegun, () => subscriptions.TopicCount);

        // Before the host has started, it may be that it never will.
        await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await cluster.Made.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Longer than until ApplicationStopping: what is published during the drain comes through the stream, to connections that are leased.
        var renewing = leases.RenewWithEveryHeartbeatAsync(stoppingToken);
        using var timer = new PeriodicTimer(ReportInterval, clock);
        try
        {
            do
            {
                await ReportAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever a call came to that the stop has cut short.
        }

        await renewing;
        await _renewing;
    }

    private async Task ReportAsync(CancellationToken stopping)
    {
        try
        {
            if (IsStreamSilent())
            {
                await (_joining = SubscribeAsync()).WaitAsync(stopping);
            }

            if (!_isAttached)
            {
                await (_joining = AttachAsync()).WaitAsync(stopping);
            }
            else if (!await Grain.ReportAsync(stopping))
            {
                // The grain has moved, and forgotten; or it took this gateway for dead, and its subscription from the stream.
                _isStreamInDoubt = true;
                await (_joining = AttachAsync()).WaitAsync(stopping);
            }

            await RenewLeasesAsync(stopping);

            // Last, as it reads what is stored: nothing else is to wait for a storage that is away.
            if (_isStreamInDoubt)
            {
                await (_joining = SubscribeIfLostAsync()).WaitAsync(stopping);
                await RenewLeasesAsync(stopping);
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            LogAttachFailed(exception, identity.Id);
        }
    }

    /// <summary>Beside the reports, which must not wait for topics that cannot be read: a gateway that does not report is taken for dead.</summary>
    private async Task RenewLeasesAsync(CancellationToken stopping)
    {
        var membershipVersion = await Grain.GetMembershipVersionAsync(stopping);
        if (_renewing.IsCompleted)
        {
            _renewing = leases.RenewAfterMembershipChangeAsync(membershipVersion, stopping);
        }
    }

    /// <summary>Whether the stream must be subscribed to: for the first time, or because nothing comes through it any more, though every report sends something.</summary>
    private bool IsStreamSilent()
    {
        // Counted in reports, not by the clock: a process that was suspended has heard nothing either, and its stream is well.
        var lastHeard = heart.LastHeard;
        _silentReports = _lastHeard == lastHeard ? _silentReports + 1 : 1;
        _lastHeard = lastHeard;
        var silence = _silentReports * ReportInterval;
        if (!_isSubscribed || silence <= options.Value.StreamTimeout)
        {
            return !_isSubscribed;
        }

        monitor.Resubscribed();
        LogCutOff(silence);
        _isAttached = false;
        leases.MarkOutdated(); // With the renewal comes where each topic stands: what the stream has lost is read.
        return true;
    }

    private async Task SubscribeAsync()
    {
        // An earlier subscription may live on although nothing comes of it, or although its caller was told of a failure.
        foreach (var earlier in await Stream.GetAllSubscriptionHandles())
        {
            await earlier.UnsubscribeAsync();
        }

        await Stream.SubscribeAsync(bridge);
        (_isSubscribed, _silentReports) = (true, 0);
    }

    /// <summary>Makes the gateway's grain know it. The stream stays as it is: what runs through it must not be lost because a grain has moved.</summary>
    private async Task AttachAsync()
    {
        _observer ??= client.CreateObjectReference<IGatewayObserver>(answers);
        await Grain.AttachAsync(new GatewayRegistration
        {
            Host = identity.Host,
            Observer = _observer,
            HeartbeatInterval = options.Value.HeartbeatInterval,
        });
        _isAttached = true;
        LogAttached(identity.Id);
    }

    /// <summary>Whoever was taken for dead would notice by the silence, too, but much later.</summary>
    private async Task SubscribeIfLostAsync()
    {
        var isLost = (await Stream.GetAllSubscriptionHandles()).Count == 0;
        _isStreamInDoubt = false;
        if (isLost)
        {
            monitor.Resubscribed();
            LogTakenForDead(identity.Id);
            leases.MarkOutdated(); // What was published meanwhile is read with the renewal.
            _isSubscribed = false;
            await SubscribeAsync();
        }
    }

    /// <summary>An Orleans stream subscription that is not taken back stays in the cluster's storage.</summary>
    private async Task LeaveAsync()
    {
        if (!cluster.Made.IsCompleted)
        {
            return; // It has never come.
        }

        try
        {
            using var deadline = new CancellationTokenSource(options.Value.LeaveTimeout, clock);

            // What the stop has cut short goes on in the cluster, and would join again after the leave.
            await _joining.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var subscription in await Stream.GetAllSubscriptionHandles().WaitAsync(deadline.Token))
            {
                await subscription.UnsubscribeAsync().WaitAsync(deadline.Token);
            }

            await Grain.DetachAsync(deadline.Token);
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

    [LoggerMessage(EventIds.CutOff, LogLevel.Warning, "Nothing has come through the stream for {Silence}: subscribing and attaching anew")]
    private partial void LogCutOff(TimeSpan silence);

    [LoggerMessage(EventIds.TakenForDead, LogLevel.Warning, "The cluster has taken gateway {Gateway} for dead: subscribing to the stream anew")]
    private partial void LogTakenForDead(string gateway);

    [LoggerMessage(EventIds.DetachFailed, LogLevel.Warning, "Gateway {Gateway} could not take its leave; the cluster will notice")]
    private partial void LogDetachFailed(Exception exception, string gateway);
}
