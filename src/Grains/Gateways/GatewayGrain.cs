using AndroidZen.Gateways;
using AndroidZen.Presence;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Streams.PubSub;

namespace AndroidZen.Grains.Gateways;

/// <summary>
/// Watches one web gateway. Reentrant, because a gateway that is closing a connection reports meanwhile. Nothing is stored but the reminder:
/// after a silo's death the first tick or report makes the grain anew, and a report that finds no registration asks for one.
/// </summary>
[GrainType("gateway"), Reentrant]
internal sealed partial class GatewayGrain(
    GatewayDispatcher dispatcher,
    DispatchMetrics metrics,
    IClusterMembershipService membership,
    TimeProvider clock,
    IOptions<GatewayWatchOptions> options,
    ILogger<GatewayGrain> logger)
    : Grain, IGatewayGrain, IRemindable
{
    private const string HeartbeatReminder = "heartbeat";

    private GatewayRegistration? _registration;
    private DateTimeOffset _lastReport;
    private bool _isAnswering = true;

    private string Id => this.GetPrimaryKeyString();

    private IGatewayDirectoryGrain Directory => GrainFactory.GetGrain<IGatewayDirectoryGrain>(0);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _lastReport = clock.GetUtcNow();
        return Task.CompletedTask;
    }

    public async Task AttachAsync(GatewayRegistration registration, CancellationToken cancellationToken)
    {
        await this.RegisterOrUpdateReminder(HeartbeatReminder, registration.HeartbeatInterval, registration.HeartbeatInterval, cancellationToken);
        await Directory.AddAsync(Id, registration.Host, cancellationToken);
        _registration = registration;
        _lastReport = clock.GetUtcNow();
        _isAnswering = true;
        await SendHeartbeatAsync(); // Proves the new subscription at once.
        LogGatewayAttached(Id, registration.Host);
    }

    public async Task DetachAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync();
        LogGatewayDetached(Id);
    }

    public async Task<bool> ReportAsync(CancellationToken cancellationToken)
    {
        _lastReport = clock.GetUtcNow();
        _isAnswering = true;
        if (_registration is null)
        {
            return false;
        }

        await dispatcher.EnqueueAsync(Id, GatewayEvent.Probe);
        return true;
    }

    public Task<GatewaySnapshot?> GetSnapshotAsync(CancellationToken cancellationToken) =>
        AskWhatItHoldsAsync(static async gateway => await gateway.GetSnapshotAsync(), cancellationToken);

    public Task<TopicPresence?> GetPresenceAsync(string topic, int limit, CancellationToken cancellationToken) =>
        AskWhatItHoldsAsync(async gateway => await gateway.GetPresenceAsync(topic, limit), cancellationToken);

    public Task<DisconnectOutcome> DisconnectAsync(string connectionId, RemoteDisconnectReason reason, CancellationToken cancellationToken) => AskAsync(
        async gateway => await gateway.DisconnectAsync(connectionId, reason) ? DisconnectOutcome.Closed : DisconnectOutcome.NotThere,
        DisconnectOutcome.Unreachable,
        reason == RemoteDisconnectReason.Replaced ? options.Value.AnswerTimeout : options.Value.CloseTimeout, // A newer connection waits for its greeting.
        cancellationToken);

    public Task<int> CleanUpAsync(CancellationToken cancellationToken) =>
        AskAsync(static gateway => gateway.CleanUpAsync(), 0, options.Value.CloseTimeout, cancellationToken);

    public Task<long> GetMembershipVersionAsync(CancellationToken cancellationToken) => Task.FromResult(membership.CurrentSnapshot.Version.Value);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var silence = clock.GetUtcNow() - _lastReport;
        if (silence > status.Period * options.Value.MissedHeartbeats)
        {
            metrics.GatewayLost();
            LogGatewayDied(Id, silence);
            await RemoveSubscriptionsAsync();
            await ForgetAsync();
            return;
        }

        await SendHeartbeatAsync();
    }

    private ValueTask SendHeartbeatAsync() =>
        dispatcher.EnqueueAsync(Id, new GatewayEvent { Heartbeat = new GatewayHeartbeat(clock.GetUtcNow()) });

    /// <summary>Orleans removes the stream subscription of a client that has died only with an event that cannot be delivered to it, so from a silent stream never.</summary>
    private async Task RemoveSubscriptionsAsync()
    {
        try
        {
            if (this.GetStreamProvider(GatewayStreams.ProviderName).TryGetStreamSubscriptionManager(out var subscriptions))
            {
                var stream = StreamId.Create(GatewayStreams.Namespace, Id);
                foreach (var subscription in await subscriptions.GetSubscriptions(GatewayStreams.ProviderName, stream))
                {
                    await subscriptions.RemoveSubscription(GatewayStreams.ProviderName, stream, subscription.SubscriptionId);
                }
            }
        }
        catch (Exception exception)
        {
            LogSubscriptionsLeft(exception, Id);
        }
    }

    private async Task ForgetAsync()
    {
        _registration = null;
        await Directory.RemoveAsync(Id);
        if (await this.GetReminder(HeartbeatReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        DeactivateOnIdle();
    }

    private async Task<T?> AskWhatItHoldsAsync<T>(Func<IGatewayObserver, Task<T?>> question, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await AskAsync(question, null, options.Value.AnswerTimeout, cancellationToken);
        _isAnswering = answer is not null || _registration is null;
        return answer;
    }

    /// <summary>
    /// Asks the gateway. One that did not say in time what it holds is not asked again before it has reported: it is probably dead, and every question would wait for it.
    /// </summary>
    private async Task<T> AskAsync<T>(Func<IGatewayObserver, Task<T>> question, T withoutAnswer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_registration is not { } registration || !_isAnswering)
        {
            return withoutAnswer;
        }

        try
        {
            return await question(registration.Observer).WaitAsync(timeout, clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            metrics.GatewayDidNotAnswer();
            LogGatewayDidNotAnswer(exception, Id);
            return withoutAnswer;
        }
    }

    [LoggerMessage(EventIds.GatewayAttached, LogLevel.Information, "Web gateway {Gateway} on {Host} attached")]
    private partial void LogGatewayAttached(string gateway, string host);

    [LoggerMessage(EventIds.GatewayDetached, LogLevel.Information, "Web gateway {Gateway} detached")]
    private partial void LogGatewayDetached(string gateway);

    [LoggerMessage(EventIds.GatewayDied, LogLevel.Warning, "Web gateway {Gateway} has not reported for {Silence}: its connections are removed")]
    private partial void LogGatewayDied(string gateway, TimeSpan silence);

    [LoggerMessage(EventIds.SubscriptionsLeft, LogLevel.Warning, "The stream subscription of web gateway {Gateway} could not be removed; it goes with the next event")]
    private partial void LogSubscriptionsLeft(Exception exception, string gateway);

    [LoggerMessage(EventIds.GatewayDidNotAnswer, LogLevel.Warning, "Web gateway {Gateway} did not answer")]
    private partial void LogGatewayDidNotAnswer(Exception exception, string gateway);
}
