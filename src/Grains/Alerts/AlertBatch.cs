using AndroidZen.Alerts;
using AndroidZen.Publishing;

namespace AndroidZen.Grains.Alerts;

/// <summary>What operations make of the alerts, one after the other. Nothing of it is so before it is stored.</summary>
internal sealed class AlertBatch(AlertBook book, AlertOptions options, TimeSpan repeatWindow, DateTimeOffset now)
{
    private readonly HashSet<long> _changed = [];
    private readonly OrderedDictionary<string, Alert> _tellings = new(StringComparer.Ordinal);
    private readonly List<Alert> _escalated = [];
    private readonly List<Alert> _givenUp = [];

    /// <summary>All alerts.</summary>
    public AlertBook Book { get; private set; } = book;

    /// <summary>The numbers of the alerts that are others than before, or gone.</summary>
    public IReadOnlySet<long> Changed => _changed;

    /// <summary>What is to be told, each under the idempotency key of its publication: a repeat is told once.</summary>
    public IReadOnlyDictionary<string, Alert> Tellings => _tellings;

    /// <summary>The alerts that have been escalated.</summary>
    public IReadOnlyList<Alert> Escalated => _escalated;

    /// <summary>The alerts that nobody had seen to, and that had to go.</summary>
    public IReadOnlyList<Alert> GivenUp => _givenUp;

    /// <summary>Adds an alert, unless it is a repeat. That one is told all the same: it may have been stored, and not told.</summary>
    /// <returns>The key of its publication.</returns>
    public string Raise(string deviceId, byte[] details, string? key)
    {
        var id = MessageIds.New("alert", now, target: null, key);
        for (var known = Book.Find(id); known is not null; known = Book.Find(id))
        {
            if (known.RaisedAt + repeatWindow >= now)
            {
                return Tell(known, key);
            }

            id = MessageIds.New("alert", now, id, key); // The key's time is over, but its alert is there still.
        }

        var alert = new Alert { Id = id, Number = Book.LastNumber + 1, DeviceId = deviceId, Details = details, RaisedAt = now };
        Put(alert);
        while (Book.Open.Count > options.MaxOpen || (Book.Bytes > options.MaxBytes && Book.Acknowledged.IsEmpty && Book.Open.Count > 1))
        {
            GiveUp(Book.Open[0]);
        }

        return Tell(alert, key);
    }

    /// <summary>Notes an acknowledgement, unless there is one.</summary>
    public AlertAcknowledgement Acknowledge(string id, string by, string? note)
    {
        if (Book.Find(id) is not { } alert)
        {
            return new AlertAcknowledgement(AcknowledgeOutcome.NotFound, null);
        }

        if (!alert.IsOpen())
        {
            return new AlertAcknowledgement(AcknowledgeOutcome.WasAcknowledged, alert);
        }

        var acknowledged = alert with { AcknowledgedAt = now, AcknowledgedBy = by, Note = note };
        Put(acknowledged);
        Tell(acknowledged, $"alert/{id}/acknowledged");
        return new AlertAcknowledgement(AcknowledgeOutcome.Acknowledged, acknowledged);
    }

    /// <summary>Escalates the oldest alerts whose time is over, as many as one batch has.</summary>
    public void Escalate()
    {
        var due = options.EscalateAfter == TimeSpan.Zero
            ? []
            : Book.Unescalated.TakeWhile(open => open.RaisedAt + options.EscalateAfter <= now).Take(options.MaxCommitBatch).Select(open => Book.Find(open.Number)! with { EscalatedAt = now }).ToList();
        foreach (var alert in due)
        {
            Put(alert);
            Tell(alert, $"alert/{alert.Id}/escalated");
            _escalated.Add(alert);
        }
    }

    /// <summary>A publication without a request's key has one all the same: it may have to be published again.</summary>
    private string Tell(Alert alert, string? key)
    {
        key ??= $"alert/{alert.Id}";
        _tellings[key] = alert;
        return key;
    }

    private void Put(Alert alert)
    {
        Book = Book.With(alert);
        _changed.Add(alert.Number);
        while (!Book.Acknowledged.IsEmpty && (Book.Acknowledged.Count > options.MaxAcknowledged || Book.Bytes > options.MaxBytes))
        {
            Remove(Book.Acknowledged[0].Number);
        }
    }

    private void GiveUp(long number)
    {
        _givenUp.Add(Book.Find(number)!);
        Remove(number);
    }

    private void Remove(long number)
    {
        Book = Book.Without(number);
        _changed.Add(number);
    }
}
