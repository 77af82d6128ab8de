using AndroidZen.Grains.Publishing;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>One life of a topic: numbers its publications 1, 2, 3, … without holes, and keeps of them what its policy says.</summary>
internal sealed class TopicSequence
{
    private readonly string _topic;
    private readonly string _epoch;
    private readonly TopicOptions _options;
    private readonly TopicHistory _history;
    private readonly TopicSnapshot _snapshot;
    private readonly RepeatWindow<PublicationReceipt> _repeats;

    public TopicSequence(string topic, string epoch, TopicPolicy policy, TopicOptions options, long offset = 0)
    {
        (_topic, _epoch, _options) = (topic, epoch, options);
        _history = new TopicHistory(policy);
        _snapshot = new TopicSnapshot(policy.SnapshotKeys);
        _repeats = new RepeatWindow<PublicationReceipt>(options.IdempotencyKeys, options.IdempotencyWindow);
        Position = new TopicPosition(epoch, offset);
    }

    /// <summary>The life that a durable topic had before this activation, or a new one if nothing is stored.</summary>
    public static TopicSequence Restore(
        string topic, TopicLogHead head, IReadOnlyList<StoredPublication> stored, TopicPolicy policy, TopicOptions options, DateTimeOffset now)
    {
        var epoch = head.Epoch.Length == 0 ? NewEpoch() : head.Epoch;
        var sequence = new TopicSequence(topic, epoch, policy, options, head.Offset - stored.Count);
        foreach (var publication in stored)
        {
            sequence.Add(publication.To(topic, epoch), publication.IdempotencyKey, publication.Recipients, now);
        }

        return sequence;
    }

    /// <summary>The life that a topic had on another silo, or a new one if it had none.</summary>
    public static TopicSequence Continue(string topic, TopicLife? former, TopicPolicy policy, TopicOptions options, DateTimeOffset now)
    {
        if (former is not { Position: { } position })
        {
            return new TopicSequence(topic, NewEpoch(), policy, options);
        }

        var sequence = new TopicSequence(topic, position.Epoch, policy, options, position.Offset);
        sequence._history.AddAll(former.History, now);
        foreach (var publication in former.Snapshot)
        {
            sequence._snapshot.Add(publication);
        }

        foreach (var request in former.Answered)
        {
            sequence._repeats.Add(request.Key, request.Receipt, request.At);
        }

        return sequence;
    }

    /// <summary>What the topic's next life needs to be this one.</summary>
    public TopicLife ToLife(IReadOnlyList<InterestEntry> interest) => new()
    {
        Interest = interest,
        Position = Position,
        History = _history.All,
        Snapshot = _snapshot.Publications,
        Answered = [.. _repeats.Answers.Select(answer => new AnsweredRequest(answer.Key, answer.Answer, answer.At))],
    };

    /// <summary>Where the last publication stands that has been added.</summary>
    public TopicPosition Position { get; private set; }

    /// <summary>The offset of the last publication that is not kept any more.</summary>
    public long Floor => _history.Count == 0 ? Position.Offset : _history.Floor;

    /// <summary>Gives a draft the next position, or one further on. It is not part of the sequence before it is added.</summary>
    public Publication Number(PublicationDraft draft, DateTimeOffset now, int ahead = 0) => new()
    {
        Topic = _topic,
        Position = Position with { Offset = Position.Offset + 1 + ahead },
        Type = draft.Type,
        Timestamp = now,
        Data = draft.Data,
        Key = draft.Key,
    };

    /// <summary>Adds the publication with the next position.</summary>
    /// <returns>What its publisher hears.</returns>
    public PublicationReceipt Add(Publication publication, string? idempotencyKey, int recipients, DateTimeOffset now)
    {
        var receipt = new PublicationReceipt(publication.Position, recipients);
        Position = publication.Position;
        _history.Add(publication, now);
        _snapshot.Add(publication);
        _repeats.Add(idempotencyKey, receipt, publication.Timestamp);
        return receipt;
    }

    /// <summary>Whether the draft has been published before, and what its publisher heard.</summary>
    public bool IsRepeat(PublicationDraft draft, DateTimeOffset now, out PublicationReceipt first) => _repeats.TryFind(draft.IdempotencyKey, now, out first);

    /// <inheritdoc cref="ISubscriptionGrain.ReadAsync"/>
    public TopicRead Read(TopicReadRequest request, DateTimeOffset now)
    {
        _history.Trim(now);
        var after = request.Since is { } since && since.Epoch == _epoch ? Math.Clamp(since.Offset, Floor, Position.Offset) : Floor;
        var publications = _history.Count == 0 ? [] : _history.Read(after, _options.MaxReadBytes, request.WithOlder);
        return new TopicRead
        {
            Position = Position,
            Publications = publications,
            After = publications.Count == 0 ? Position.Offset : publications[0].Position.Offset - 1,
            Snapshot = request.WithSnapshot ? _snapshot.Publications : null,
        };
    }

    /// <inheritdoc cref="ISubscriptionGrain.DescribeAsync"/>
    public TopicDescription Describe(DateTimeOffset now)
    {
        _history.Trim(now);
        return new TopicDescription { Position = Position, Kept = _history.Count, PublicationsPerSecond = _history.CountPerSecond(now) };
    }

    /// <summary>An epoch that no other life of any topic has.</summary>
    public static string NewEpoch() => Guid.NewGuid().ToString("N")[..16];
}
