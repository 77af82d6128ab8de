using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>Judges what one client saw of one topic, by docs/protocol.md alone. Pure: it is given events, and knows no clock and no socket.</summary>
public sealed class TopicChecker(string topic)
{
    private readonly EventWindow _window = new();
    private readonly NumberLedger _numbers = new(topic);
    private readonly HashSet<TopicPosition> _accepted = [];
    private readonly HashSet<string> _pastEpochs = [];
    private TopicPosition? _since;
    private (int Left, TopicPosition Until) _snapshot;
    private long _owedUntil;
    private TimeSpan? _lastAt;
    private int _stretch;

    public string Topic { get; } = topic;

    /// <summary>What a client asks to go on from.</summary>
    public TopicPosition? Position { get; private set; }

    /// <summary>Whether the topic has been acknowledged on this connection.</summary>
    public bool IsSubscribed { get; private set; }

    public long Received { get; private set; }

    /// <summary>How often the client was told that all it had missed follows.</summary>
    public int Recoveries { get; private set; }

    /// <summary>How often the client was told that it has missed publications for good.</summary>
    public int ToldGaps { get; private set; }

    /// <summary>How many publications it was told to have missed for good, where that was known.</summary>
    public long ToldMissed { get; private set; }

    /// <summary>How many publications were left out because it read too slowly, as it was told.</summary>
    public long ToldSkipped { get; private set; }

    public int EpochChanges { get; private set; }

    /// <summary>Whether the client was told of a loss: a gap, or a new epoch.</summary>
    public bool HasLost => ToldGaps + EpochChanges > 0;

    /// <summary>The longest time between two publications: with steady traffic, the time to recovery.</summary>
    public TimeSpan LongestSilence { get; private set; }

    public int Numbers => _numbers.Count;

    /// <summary>What has been seen to be wrong so far, whatever the topic promises.</summary>
    public IReadOnlyList<DeliveryViolation> Violations => _window.Violations;

    public bool HasReceived(long number) => _numbers.Contains(number);

    public void Accept(DeliveryEvent seen)
    {
        _window.Add(seen);
        switch (seen)
        {
            case ConnectionBroken:
                (IsSubscribed, _since, _snapshot, _owedUntil) = (false, null, default, 0);
                break;
            case SubscriptionSent sent:
                _since = sent.Since;
                break;
            case SubscriptionUnanswered:
                Violate(ViolationKind.Unanswered, "the subscription was not answered");
                break;
            case SubscriptionAcknowledged { IsAnswer: true } answer:
                OnAnswer(answer);
                break;
            case SubscriptionAcknowledged { Recovered: false } told:
                OnGapTold(told);
                break;
            case SubscriptionAcknowledged:
                Violate(ViolationKind.WrongAcknowledgement, "it was not asked for, and tells of no gap");
                break;
            case PublicationReceived publication:
                OnPublication(publication);
                break;
            default:
                break;
        }
    }

    /// <summary>Everything that is wrong with what came, for a topic that promises <paramref name="expectation"/>.</summary>
    public IReadOnlyList<DeliveryViolation> Verdict(TopicExpectation expectation)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        var violations = new List<DeliveryViolation>(_window.Violations);
        if (Position is { } position && position.Offset < _owedUntil)
        {
            violations.Add(new DeliveryViolation(ViolationKind.RecoveryIncomplete, Topic, $"what was missed goes up to {_owedUntil}, what came up to {position.Offset}"));
        }

        if (_snapshot.Left > 0)
        {
            violations.Add(new DeliveryViolation(ViolationKind.SnapshotIncomplete, Topic, $"{_snapshot.Left} publications of the snapshot have not come"));
        }

        violations.AddRange(_numbers.Check(expectation));
        return [.. violations.Where(violation => expectation.IsDurable || !violation.IsForDurableTopicsOnly)];
    }

    private void OnAnswer(SubscriptionAcknowledged answer)
    {
        IsSubscribed = true;
        if (answer.Position is not { } position)
        {
            Violate(ViolationKind.WrongAcknowledgement, "it has no position");
        }
        else if (_since is not { } since)
        {
            MoveTo(position);
            _snapshot = (answer.Snapshot ?? 0, position);
        }
        else if (answer.Recovered == true)
        {
            Recoveries++;
            _owedUntil = since.Offset + (answer.Missed ?? 0);
            if (position != since)
            {
                Violate(ViolationKind.WrongRecoveryPosition, $"{DeliveryEvent.Short(since)} was asked for");
            }
        }
        else if (answer.Recovered == false)
        {
            OnGapTold(answer);
        }
        else if (position != since)
        {
            // Where the topic has just begun anew there is nothing of the new epoch to miss, and the epoch tells the rest.
            if (position.Epoch == since.Epoch || position.Offset > 0)
            {
                Violate(ViolationKind.UntoldGap, $"{DeliveryEvent.Short(since)} was asked for, and nothing is said of what lies between");
            }

            ChangeEpoch(position.Epoch);
            MoveTo(position);
        }
    }

    private void OnGapTold(SubscriptionAcknowledged told)
    {
        if (told is { Missed: 0, Position: { Offset: 0 } start } && Position is { Offset: 0 })
        {
            // Only the epoch is another one: nothing had been published, and nothing was lost.
            MoveTo(start);
            return;
        }

        ToldGaps++;
        ToldMissed += told.Missed ?? 0;
        _owedUntil = 0; // What had been promised before is among what is gone.
        _stretch++;
        Violate(ViolationKind.GapOnDurableTopic, $"{told.Missed?.ToString() ?? "some"} publications were given up", isForDurableTopicsOnly: true);
        if (told.Position is not { } position)
        {
            Position = null; // Wherever it goes on.
            return;
        }

        if (Position is { } before && before.Epoch == position.Epoch)
        {
            if (position.Offset < before.Offset)
            {
                Violate(ViolationKind.PositionWentBack, $"{DeliveryEvent.Short(before)} had been reached");
            }
            else if (told.Missed is { } missed && missed != position.Offset - before.Offset)
            {
                Violate(ViolationKind.WrongMissedCount, $"from {before.Offset} to {position.Offset} it is {position.Offset - before.Offset}");
            }
        }

        ChangeEpoch(position.Epoch);
        MoveTo(position);
        _snapshot = (told.Snapshot ?? 0, position);
    }

    private void OnPublication(PublicationReceived publication)
    {
        var position = publication.Position;
        if (!IsSubscribed)
        {
            Violate(ViolationKind.NotSubscribed, "the topic has not been acknowledged on this connection");
            return;
        }

        if (_snapshot.Left > 0)
        {
            if (position.Epoch == _snapshot.Until.Epoch && position.Offset <= _snapshot.Until.Offset)
            {
                _snapshot.Left--;
                return;
            }

            Violate(ViolationKind.SnapshotIncomplete, $"{_snapshot.Left} publications of the snapshot have not come");
            _snapshot = default;
        }

        if (Position is { } at && at.Epoch == position.Epoch && position.Offset <= at.Offset)
        {
            Violate(_accepted.Contains(position) ? ViolationKind.Duplicate : ViolationKind.Reordered, $"{DeliveryEvent.Short(at)} had been reached");
            if (!_accepted.Contains(position))
            {
                Keep(publication);
            }

            return;
        }

        if (_pastEpochs.Contains(position.Epoch))
        {
            Violate(ViolationKind.EpochReturned, $"{DeliveryEvent.Short(Position)} had been reached");
            return;
        }

        var expected = Position is null ? position.Offset : Position.Value.Epoch == position.Epoch ? Position.Value.Offset + 1 : 1;
        if (position.Offset - publication.Skipped != expected)
        {
            Violate(ViolationKind.UntoldGap, $"{expected} to {position.Offset - 1} of epoch {position.Epoch} have not come, and {publication.Skipped} are said to be left out");
        }

        if (publication.Skipped > 0)
        {
            ToldSkipped += publication.Skipped;
            _stretch++;
        }

        ChangeEpoch(position.Epoch);
        MoveTo(position);
        Keep(publication);
    }

    private void Keep(PublicationReceived publication)
    {
        Received++;
        _accepted.Add(publication.Position);
        LongestSilence = TimeSpan.FromTicks(Math.Max(LongestSilence.Ticks, (publication.At - (_lastAt ?? publication.At)).Ticks));
        _lastAt = publication.At;
        if (publication.Number is { } number)
        {
            _numbers.Add(number, publication.Position, _stretch);
        }
    }

    private void MoveTo(TopicPosition position) => Position = position;

    private void ChangeEpoch(string epoch)
    {
        if (Position is not { } before || before.Epoch == epoch)
        {
            return;
        }

        EpochChanges++;
        _stretch++;
        _owedUntil = 0;
        if (_pastEpochs.Contains(epoch))
        {
            Violate(ViolationKind.EpochReturned, $"{DeliveryEvent.Short(before)} had been reached");
        }

        _pastEpochs.Add(before.Epoch);
        Violate(ViolationKind.EpochChanged, $"epoch {before.Epoch} ended at {before.Offset}", isForDurableTopicsOnly: true);
    }

    private void Violate(ViolationKind kind, string text, bool isForDurableTopicsOnly = false) => _window.Open(new DeliveryViolation(kind, Topic, text, isForDurableTopicsOnly));
}
