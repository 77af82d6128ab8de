using AndroidZen.Alerts;
using AndroidZen.Grains.Publishing;
using AndroidZen.Grains.Storage;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;

namespace AndroidZen.Grains.Alerts;

/// <summary>
/// The security alerts. Reentrant, so that operations gather while a write to storage is under way; they are carried out in batches, one after the other: applied, stored with one write,
/// published, answered. So whoever reads the topic between two batches (<see cref="ReadTopicAsync"/>) finds every change that was stored also published.
/// </summary>
[GrainType("alerts"), Reentrant]
internal sealed partial class AlertsGrain(TimeProvider clock, IOptions<AlertOptions> options, IOptions<TopicOptions> topics, ILogger<AlertsGrain> logger)
    : Grain, IAlertsGrain, ITopicOwner, IRemindable
{
    private readonly RepeatWindow<PublicationReceipt> _repeats = new(topics.Value.IdempotencyKeys, topics.Value.IdempotencyWindow);
    private readonly OrderedDictionary<string, Alert> _untold = new(StringComparer.Ordinal); // What is stored and not published, by the key of its publication.
    private AlertBook _book = null!;
    private AlertLog _log = null!;
    private CommitQueue<AlertOperation, AlertAnswer> _operations = null!;
    private DeferredRead _loading = null!;

    private ISubscriptionGrain Topic => GrainFactory.GetTopic(TopicNames.Security);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _loading = new(LoadAsync, TimeProvider.System);
        _operations = new(options.Value.MaxCommitBatch, topics.Value.MaxCommitBytes, static operation => (operation.Key, operation.Bytes), CarryOutAsync, TimeProvider.System);
        BeginToWatch();
        return Task.CompletedTask;
    }

    private async Task LoadAsync()
    {
        _log = new AlertLog(ServiceProvider.GetRequiredService<IGrainStorage>(), this.GetGrainId(), options.Value.PageAlerts, options.Value.PageBytes);
        (_book, var lostPages) = await _log.LoadAsync();
        if (lostPages > 0)
        {
            LogPagesLost(lostPages);
        }

        // Longer than it knows the keys, the topic would publish again what it has published.
        var since = clock.GetUtcNow() - topics.Value.IdempotencyWindow;
        foreach (var telling in _log.Head.Untold)
        {
            if (_book.Find(telling.Number) is { } alert && alert.LastChangedAt() >= since)
            {
                _untold[telling.Key] = alert;
            }
        }

        Watch();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _operations.WhenIdle.WaitAsync(cancellationToken);

    public async Task<PublicationReceipt> RaiseAsync(string deviceId, byte[] details, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var key = idempotencyKey is null ? null : $"security/{deviceId}/{idempotencyKey}";
        return _repeats.TryFind(key, clock.GetUtcNow(), out var first) ? first : (await _operations.AddAsync(new RaiseAlert(deviceId, details, key))).Receipt;
    }

    public async Task<AlertAcknowledgement> AcknowledgeAsync(string alertId, string by, string? note, CancellationToken cancellationToken) =>
        (await _operations.AddAsync(new AcknowledgeAlert(alertId, by, note))).Acknowledgement;

    public async Task<AlertList> ListAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        await _loading.WhenDoneAsync();
        return _book.List(query, options.Value.MaxAnswerBytes);
    }

    public async Task<Alert?> GetAsync(string alertId, CancellationToken cancellationToken)
    {
        await _loading.WhenDoneAsync();
        return _book.Find(alertId);
    }

    public async Task<TopicRead> ReadTopicAsync(string topic, TopicReadRequest request, CancellationToken cancellationToken) =>
        request.WithSnapshot ? (await _operations.AddAsync(new ReadAlerts(request))).Read! : await Topic.ReadAsync(request, cancellationToken);

    [LoggerMessage(EventIds.AlertPagesLost, LogLevel.Warning, "{Pages} pages of alerts are missing in the storage")]
    private partial void LogPagesLost(int pages);
}
