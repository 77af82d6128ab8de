using AndroidZen.Grains.Topics;
using AndroidZen.Presence;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AndroidZen.Grains.Presence;

/// <summary>
/// Who is on a topic. In memory: gateways state it again with every heartbeat, and after a silo's death; of whom it has told, it learns then from the topic's own snapshot. Not reentrant: while it reads
/// the topic, nothing of its own is on the way there.
/// </summary>
[GrainType("presence")]
internal sealed partial class PresenceGrain(TimeProvider clock, IOptions<PresenceOptions> options, ILogger<PresenceGrain> logger) : Grain, IPresenceGrain, ITopicOwner
{
    /// <summary>How many changes are told with one call.</summary>
    private const int MaxBatch = 64;

    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly PresenceTable _table = new(options.Value.LeaveDelay);
    private readonly Queue<PresenceChange> _untold = new();
    private readonly string _life = Guid.NewGuid().ToString("N");
    private IGrainTimer? _next;
    private long _toldCount;

    private string Topic => this.GetPrimaryKeyString();

    private ISubscriptionGrain Sequencer => GrainFactory.GetTopic(TopicNames.Presence(Topic));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var read = await Sequencer.ReadAsync(new TopicReadRequest { WithSnapshot = true }, cancellationToken);
        var until = clock.GetUtcNow() + options.Value.RestoreDelay;
        foreach (var client in read.Snapshot!.Select(PresenceMessages.ReadJoin).OfType<PresentClient>())
        {
            _table.Restore(client, until);
        }

        _next = this.RegisterGrainTimer(TellInTimeAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        SetTimer();
        LogRestored(Topic, _table.Told.Count);
    }

    public Task SetMembersAsync(GatewayMembers members, CancellationToken cancellationToken)
    {
        // Who is left of a gateway that has died must be told of.
        DelayDeactivation(members.Lease + options.Value.LeaveDelay);
        _table.Set(members, clock.GetUtcNow());
        return TellAsync();
    }

    public async Task<TopicRead> ReadTopicAsync(string topic, TopicReadRequest request, CancellationToken cancellationToken)
    {
        if (!request.WithSnapshot)
        {
            return await Sequencer.ReadAsync(request, cancellationToken);
        }

        await TellAsync();
        var read = await Sequencer.ReadAsync(request, cancellationToken);
        return read.WithState(request, topic, _table.Told.Select(client => PresenceMessages.Draft(Topic, new PresenceChange(HasJoined: true, client))), clock.GetUtcNow());
    }

    /// <summary>
    /// Tells what is to be told by now. What failed is told first, under the same names: whether it was told is not known, and it is told once.
    /// </summary>
    private async Task TellAsync()
    {
        try
        {
            do
            {
                while (_untold.Count > 0)
                {
                    var changes = _untold.Take(MaxBatch).ToList();
                    await Sequencer.PublishAllAsync([.. changes.Select((change, index) => PresenceMessages.Draft(Topic, change) with { IdempotencyKey = $"presence:{_life}:{_toldCount + index}" })]);
                    foreach (var change in changes)
                    {
                        LogTold(change.Client.ClientId, Topic, change.HasJoined);
                        _untold.Dequeue();
                        _toldCount++;
                    }
                }

                _table.TakeDue(clock.GetUtcNow(), _untold);
            }
            while (_untold.Count > 0);
        }
        finally
        {
            SetTimer();
        }
    }

    private async Task TellInTimeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync();
        }
        catch (Exception exception)
        {
            LogFailed(exception, Topic, _untold.Count);
        }
    }

    private void SetTimer()
    {
        var wait = _untold.Count > 0 ? _pauseAfterFailure : _table.NextDue - clock.GetUtcNow();
        _next?.Change(wait is not { } due ? Timeout.InfiniteTimeSpan : due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(EventIds.PresenceRestored, LogLevel.Debug, "Presence of topic {Topic} begins, with {Clients} clients that it has told of before")]
    private partial void LogRestored(string topic, int clients);

    [LoggerMessage(EventIds.PresenceTold, LogLevel.Debug, "Told of {ClientId} on topic {Topic}: is there: {HasJoined}")]
    private partial void LogTold(string clientId, string topic, bool hasJoined);

    [LoggerMessage(EventIds.PresenceFailed, LogLevel.Warning, "Who has come to topic {Topic}, or gone, could not be told: {Changes} changes; trying again")]
    private partial void LogFailed(Exception exception, string topic, int changes);
}
