using AndroidZen.Gateways;
using AndroidZen.Grains.Gateways;
using AndroidZen.Grains.Storage;
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
    GatewayDispatcher dispatcher, TopicPolicies policies, IOptions<TopicOptions> options, TimeProvider clock, ILogger<SubscriptionGrain> logger)
    : Grain, ISubscriptionGrain
{
    private readonly InterestTable _interest = new();
    private readonly List<string> _gateways = [];
    private TopicSequence _sequence = null!;
    private TopicLog? _log;
    private CommitQueue<PublicationDraft, PublicationReceipt>? _commits;

    private string Topic => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var policy = policies.For(Topic);
        if (!policy.IsDurable)
        {
            _sequence = new TopicSequence(Topic, TopicSequence.NewEpoch(), policy, options.Value);
            return;
        }

        var log = new TopicLog(ServiceProvider.GetRequiredService<IGrainStorage>(), this.GetGrainId(), options.Value.SegmentBytes);
        var stored = await log.LoadAsync();
        _sequence = TopicSequence.Restore(Topic, log.Head, stored, policy, options.Value, clock.GetUtcNow());
        _commits = new(
            options.Value.MaxCommitBatch, options.Value.MaxCommitBytes, static draft => (draft.IdempotencyKey, draft.Data.Length), CommitAsync, TimeProvider.System);
        _log = log;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        (_commits?.WhenIdle ?? Task.CompletedTask).WaitAsync(cancellationToken);

    public async Task<PublicationReceipt> PublishAsync(PublicationDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return FindFirst(draft, now) ?? (_commits is null ? await PublishAsync(draft, now) : await _commits.AddAsync(draft));
    }

    public async Task<PublicationReceipt[]> PublishAllAsync(PublicationDraft[] drafts, CancellationToken cancellationToken)
    {
        if (_commits is null)
        {
            return await Task.WhenAll(drafts.Select(draft => PublishAsync(draft, cancellationToken))); // Each has its number before the next begins.
        }

        var now = clock.GetUtcNow();
        var receipts = Array.ConvertAll(drafts, draft => FindFirst(draft, now));
        var committed = new Queue<PublicationReceipt>(await _commits.AddAllAsync(drafts.Where((_, n) => receipts[n] is null)));
        return Array.ConvertAll(receipts, first => first ?? committed.Dequeue());
    }

    public Task<TopicPosition> SetInterestAsync(GatewayInterest interest, CancellationToken cancellationToken)
    {
        _interest.Set(interest, clock.GetUtcNow());
        LogInterestChanged(interest.Gateway, interest.Connections, Topic);
        return Task.FromResult(_sequence.Position);
    }

    public Task<TopicRead> ReadAsync(TopicReadRequest request, CancellationToken cancellationToken) => Task.FromResult(_sequence.Read(request, clock.GetUtcNow()));

    public Task<int> CountConnectionsAsync(CancellationToken cancellationToken) => Task.FromResult(_interest.CollectGateways(clock.GetUtcNow(), _gateways));

    public Task<TopicDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(_sequence.Describe(clock.GetUtcNow()));

    private PublicationReceipt? FindFirst(PublicationDraft draft, DateTimeOffset now)
    {
        if (!_sequence.IsRepeat(draft, now, out var first))
        {
            return null;
        }

        LogRepeated(draft.Type, Topic, first.Position.Offset);
        return first;
    }

    private async Task<PublicationReceipt> PublishAsync(PublicationDraft draft, DateTimeOffset now)
    {
        var recipients = _interest.CollectGateways(now, _gateways);
        var publication = _sequence.Number(draft, now);
        var receipt = _sequence.Add(publication, draft.IdempotencyKey, recipients, now);
        await Dispatch(publication, recipients);
        return receipt;
    }

    /// <summary>Durable before visible: the drafts are numbered, stored with one write, and only then part of the topic.</summary>
    private async Task<IReadOnlyList<PublicationReceipt>> CommitAsync(IReadOnlyList<PublicationDraft> drafts)
    {
        var now = clock.GetUtcNow();
        var recipients = _interest.CollectGateways(now, _gateways);
        List<Publication> publications = [.. drafts.Select((draft, index) => _sequence.Number(draft, now, index))];
        try
        {
            await _log!.AppendAsync(
                _sequence.Position.Epoch, [.. publications.Zip(drafts, (publication, draft) => StoredPublication.From(publication, draft.IdempotencyKey, recipients))], _sequence.Floor);
        }
        catch (TopicLogLostException exception)
        {
            LogLogLost(exception, Topic);
            DeactivateOnIdle(); // The next activation reads what is so.
            throw;
        }

        var room = new List<Task>();
        var receipts = new List<PublicationReceipt>();
        _interest.CollectGateways(clock.GetUtcNow(), _gateways); // Others may have come meanwhile.
        foreach (var (publication, draft) in publications.Zip(drafts))
        {
            receipts.Add(_sequence.Add(publication, draft.IdempotencyKey, recipients, now));
            room.Add(Dispatch(publication, recipients));
        }

        await Task.WhenAll(room);
        return receipts;
    }

    /// <summary>Hands the publication to the lanes of all interested gateways (<see cref="_gateways"/>) before anything else can happen, then waits until each has room.</summary>
    private Task Dispatch(Publication publication, int recipients)
    {
        LogPublished(publication.Type, publication.Topic, publication.Position.Offset, recipients);
        if (_gateways.Count == 0)
        {
            return Task.CompletedTask;
        }

        var gatewayEvent = new GatewayEvent { Publication = publication };
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

    [LoggerMessage(EventIds.Published, LogLevel.Debug, "Published {Type} on {Topic} at offset {Offset} for {Recipients} connections")]
    private partial void LogPublished(string type, string topic, long offset, int recipients);

    [LoggerMessage(EventIds.Repeated, LogLevel.Debug, "A repeated {Type} on {Topic} is answered as the first, at offset {Offset}")]
    private partial void LogRepeated(string type, string topic, long offset);

    [LoggerMessage(EventIds.InterestChanged, LogLevel.Debug, "Gateway {Gateway} has {Connections} connections on {Topic}")]
    private partial void LogInterestChanged(string gateway, int connections, string topic);

    [LoggerMessage(EventIds.LogLost, LogLevel.Warning, "The log of topic {Topic} must be read again; what was being published may be stored or not")]
    private partial void LogLogLost(Exception exception, string topic);
}
