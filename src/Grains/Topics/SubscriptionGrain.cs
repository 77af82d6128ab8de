using System.Diagnostics;
using AndroidZen.Gateways;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.HandOver;
using AndroidZen.Grains.Storage;
using AndroidZen.Grains.Telemetry;
using AndroidZen.Storage;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;

namespace AndroidZen.Grains.Topics;

/// <summary>
/// The topic's sequencer. Reentrant, so that publications gather while one write to storage is under way; the order is that of the offsets, which are given out, and handed to the gateways'
/// lanes, without a pause in between.
/// </summary>
[GrainType("subscription"), Reentrant]
internal sealed partial class SubscriptionGrain(
    GatewayDispatcher dispatcher,
    GrainHandOver handOver,
    TopicPolicies policies,
    TopicMetrics metrics,
    IOptions<TopicOptions> options,
    TimeProvider clock,
    ILogger<SubscriptionGrain> logger)
    : Grain, ISubscriptionGrain
{
    private readonly InterestTable _interest = new();
    private readonly List<string> _gateways = [];
    private TopicSequence _sequence = null!;
    private TopicLog? _log;
    private CommitQueue<TracedDraft, PublicationReceipt>? _commits;
    private DeferredRead? _restoring; // Of a durable topic.

    private string Topic => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var policy = policies.For(Topic);
        _interest.Restore(_former?.Interest ?? []);
        if (policy.IsDurable)
        {
            _restoring = new(() => RestoreAsync(policy), TimeProvider.System);
            _commits = new(
                options.Value.MaxCommitBatch, options.Value.MaxCommitBytes, static waiting => (waiting.Draft.IdempotencyKey, waiting.Draft.Data.Length), CommitAsync, TimeProvider.System);
        }
        else
        {
            _sequence = TopicSequence.Continue(Topic, _former, policy, options.Value, clock.GetUtcNow());
            LogBegun(Topic, _sequence.Position, _former is not null);
        }

        // Last: of an activation that has failed nobody says that it has gone.
        handOver.Add(GrainContext, policy.IsDurable, hasMoved: _former is not null);
        _former = null; // It has all of the history.
        return Task.CompletedTask;
    }

    private async Task RestoreAsync(TopicPolicy policy)
    {
        var log = new TopicLog(ServiceProvider.GetRequiredService<IGrainStorage>(), this.GetGrainId(), options.Value.SegmentBytes);
        var stored = await log.LoadAsync();
        _sequence = TopicSequence.Restore(Topic, log.Head, stored, policy, options.Value, clock.GetUtcNow());
        _log = log;
    }

    private Task WhenRestoredAsync() => _restoring is null ? Task.CompletedTask : _restoring.WhenDoneAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        handOver.Remove(GrainContext);
        return (_commits?.WhenIdle ?? Task.CompletedTask).WaitAsync(cancellationToken);
    }

    public async Task<PublicationReceipt> PublishAsync(PublicationDraft draft, CancellationToken cancellationToken)
    {
        await WhenRestoredAsync();
        var now = clock.GetUtcNow();
        return FindFirst(draft, now) ?? (_commits is null ? await PublishAsync(draft, now) : await _commits.AddAsync(TracedDraft.Of(draft)));
    }

    public async Task<PublicationReceipt[]> PublishAllAsync(PublicationDraft[] drafts, CancellationToken cancellationToken)
    {
        if (_commits is null)
        {
            return await Task.WhenAll(drafts.Select(draft => PublishAsync(draft, cancellationToken))); // Each has its number before the next begins.
        }

        await WhenRestoredAsync();
        var now = clock.GetUtcNow();
        var receipts = Array.ConvertAll(drafts, draft => FindFirst(draft, now));
        var committed = new Queue<PublicationReceipt>(await _commits.AddAllAsync(drafts.Where((_, n) => receipts[n] is null).Select(TracedDraft.Of)));
        return Array.ConvertAll(receipts, first => first ?? committed.Dequeue());
    }

    public async Task<TopicPosition> SetInterestAsync(GatewayInterest interest, CancellationToken cancellationToken)
    {
        _interest.Set(interest, clock.GetUtcNow());
        LogInterestChanged(interest.Gateway, interest.Connections, Topic);
        await WhenRestoredAsync(); // Whether or not: who is interested counts for the first publication that is stored again.
        return _sequence.Position;
    }

    public async Task<TopicRead> ReadAsync(TopicReadRequest request, CancellationToken cancellationToken)
    {
        await WhenRestoredAsync();
        return _sequence.Read(request, clock.GetUtcNow());
    }

    public Task<int> CountConnectionsAsync(CancellationToken cancellationToken) => Task.FromResult(_interest.CollectGateways(clock.GetUtcNow(), _gateways));

    public async Task<TopicDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        await WhenRestoredAsync();
        return _sequence.Describe(clock.GetUtcNow());
    }

    private PublicationReceipt? FindFirst(PublicationDraft draft, DateTimeOffset now)
    {
        if (!_sequence.IsRepeat(draft, now, out var first))
        {
            return null;
        }

        metrics.Repeated();
        LogRepeated(draft.Type, Topic, first.Position.Offset);
        return first;
    }

    private async Task<PublicationReceipt> PublishAsync(PublicationDraft draft, DateTimeOffset now)
    {
        var recipients = _interest.CollectGateways(now, _gateways);
        var publication = _sequence.Number(draft, now);
        var receipt = _sequence.Add(publication, draft.IdempotencyKey, recipients, now);
        metrics.Published(1, isDurable: false);
        await Dispatch(publication, recipients, Activity.Current);
        return receipt;
    }

    /// <summary>Durable before visible: the drafts are numbered, stored with one write, and only then part of the topic.</summary>
    private async Task<IReadOnlyList<PublicationReceipt>> CommitAsync(IReadOnlyList<TracedDraft> drafts)
    {
        var now = clock.GetUtcNow();
        var recipients = _interest.CollectGateways(now, _gateways);
        List<Publication> publications = [.. drafts.Select((waiting, index) => _sequence.Number(waiting.Draft, now, index))];
        await StoreAsync(drafts, [.. publications.Zip(drafts, (publication, waiting) => StoredPublication.From(publication, waiting.Draft.IdempotencyKey, recipients))]);

        var room = new List<Task>();
        var receipts = new List<PublicationReceipt>();
        _interest.CollectGateways(clock.GetUtcNow(), _gateways); // Others may have come meanwhile.
        foreach (var (publication, waiting) in publications.Zip(drafts))
        {
            receipts.Add(_sequence.Add(publication, waiting.Draft.IdempotencyKey, recipients, now));
            room.Add(Dispatch(publication, recipients, waiting.Caller));
        }

        await Task.WhenAll(room);
        return receipts;
    }

    private async Task StoreAsync(IReadOnlyList<TracedDraft> drafts, IReadOnlyList<StoredPublication> publications)
    {
        using var activity = GrainTraces.StartCommit(Topic, drafts);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            await _log!.AppendAsync(_sequence.Position.Epoch, publications, _sequence.Floor);
        }
        catch (Exception exception)
        {
            metrics.CommitFailed();
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            if (exception is TopicLogLostException)
            {
                LogLogLost(exception, Topic);
                DeactivateOnIdle(); // The next activation reads what is so.
                throw new StorageUnavailableException(exception.Message); // Publishers may try again: they hear 503.
            }

            throw;
        }

        metrics.Committed(TimeProvider.System.GetElapsedTime(started), publications.Count);
        metrics.Published(publications.Count, isDurable: true);
    }

    /// <summary>Hands the publication to the lanes of all interested gateways (<see cref="_gateways"/>) before anything else can happen, then waits until each has room.</summary>
    /// <param name="publication">The publication.</param>
    /// <param name="recipients">How many connections are subscribed.</param>
    /// <param name="caller">The call that it came with.</param>
    private Task Dispatch(Publication publication, int recipients, Activity? caller)
    {
        LogPublished(publication.Type, publication.Topic, publication.Position.Offset, recipients);
        if (_gateways.Count == 0)
        {
            return Task.CompletedTask;
        }

        var gatewayEvent = new GatewayEvent { Publication = publication, Trace = TraceContext.Of(caller) };
        List<Task>? full = null;
        foreach (var gateway in _gateways)
        {
            var room = dispatcher.EnqueueAsync(gateway, gatewayEvent);
            if (!room.IsCompletedSuccessfully)
            {
                (full ??= []).Add(room.AsTask());
            }
        }

        return full is null ? Task.CompletedTask : Task.WhenAll(full);
    }

    [LoggerMessage(EventIds.TopicBegun, LogLevel.Debug, "Topic {Topic} goes on from {Position} (handed over by another silo: {HasMoved})")]
    private partial void LogBegun(string topic, TopicPosition position, bool hasMoved);

    [LoggerMessage(EventIds.Published, LogLevel.Debug, "Published {Type} on {Topic} at offset {Offset} for {Recipients} connections")]
    private partial void LogPublished(string type, string topic, long offset, int recipients);

    [LoggerMessage(EventIds.Repeated, LogLevel.Debug, "A repeated {Type} on {Topic} is answered as the first, at offset {Offset}")]
    private partial void LogRepeated(string type, string topic, long offset);

    [LoggerMessage(EventIds.InterestChanged, LogLevel.Debug, "Gateway {Gateway} has {Connections} connections on {Topic}")]
    private partial void LogInterestChanged(string gateway, int connections, string topic);

    [LoggerMessage(EventIds.LogLost, LogLevel.Warning, "The log of topic {Topic} must be read again; what was being published may be stored or not")]
    private partial void LogLogLost(Exception exception, string topic);
}
