using System.Collections.Immutable;
using AndroidZen.Alerts;

namespace AndroidZen.Grains.Alerts;

/// <summary>All alerts. Never changed: a change makes another book, which takes the place of this one when it is stored.</summary>
internal sealed record AlertBook
{
    /// <summary>What an alert has beside its details, about.</summary>
    private const int Overhead = 256;

    private ImmutableSortedDictionary<long, Alert> _byNumber = ImmutableSortedDictionary.Create<long, Alert>(Comparer<long>.Create(static (one, other) => other.CompareTo(one)));
    private ImmutableDictionary<string, long> _numberById = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The number of the alert that was raised last, kept or not.</summary>
    public long LastNumber { get; private init; }

    /// <summary>The open ones, the oldest first.</summary>
    public ImmutableSortedSet<long> Open { get; private init; } = [];

    /// <summary>The acknowledged ones, in the order of their acknowledgement.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, long Number)> Acknowledged { get; private init; } = [];

    /// <summary>The open ones that have not been escalated, the oldest first.</summary>
    public ImmutableSortedSet<(DateTimeOffset RaisedAt, long Number)> Unescalated { get; private init; } = [];

    /// <summary>How many bytes all of them have.</summary>
    public long Bytes { get; private init; }

    /// <summary>A book of alerts that were stored.</summary>
    public static AlertBook Of(IEnumerable<Alert> alerts, long lastNumber) => alerts.Aggregate(new AlertBook { LastNumber = lastNumber }, static (book, alert) => book.With(alert));

    /// <summary>How many bytes an alert has, about.</summary>
    public static int SizeOf(Alert alert) => Overhead + alert.Details.Length + (2 * (alert.Note?.Length ?? 0));

    public Alert? Find(long number) => _byNumber.GetValueOrDefault(number);

    public Alert? Find(string id) => _numberById.TryGetValue(id, out var number) ? _byNumber[number] : null;

    /// <summary>The book with an alert more, or with another version of it.</summary>
    public AlertBook With(Alert alert)
    {
        var book = Without(alert.Number);
        return book with
        {
            _byNumber = book._byNumber.Add(alert.Number, alert),
            _numberById = book._numberById.SetItem(alert.Id, alert.Number),
            LastNumber = Math.Max(book.LastNumber, alert.Number),
            Open = alert.IsOpen() ? book.Open.Add(alert.Number) : book.Open,
            Acknowledged = alert.AcknowledgedAt is { } at ? book.Acknowledged.Add((at, alert.Number)) : book.Acknowledged,
            Unescalated = alert.IsOpen() && alert.EscalatedAt is null ? book.Unescalated.Add((alert.RaisedAt, alert.Number)) : book.Unescalated,
            Bytes = book.Bytes + SizeOf(alert),
        };
    }

    /// <summary>The book without an alert.</summary>
    public AlertBook Without(long number) => Find(number) is not { } alert ? this : this with
    {
        _byNumber = _byNumber.Remove(number),
        _numberById = _numberById.Remove(alert.Id),
        Open = Open.Remove(number),
        Acknowledged = alert.AcknowledgedAt is { } at ? Acknowledged.Remove((at, number)) : Acknowledged,
        Unescalated = Unescalated.Remove((alert.RaisedAt, number)),
        Bytes = Bytes - SizeOf(alert),
    };

    /// <summary>Lists alerts, the newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="maxBytes">The most bytes, beside the first.</param>
    public AlertList List(AlertQuery query, int maxBytes)
    {
        var alerts = new List<Alert>();
        var bytes = 0L;
        foreach (var (number, alert) in _byNumber)
        {
            if (number >= query.Before || !IsWanted(alert, query))
            {
                continue;
            }

            bytes += SizeOf(alert);
            if (alerts.Count == query.Limit || (alerts.Count > 0 && bytes > maxBytes))
            {
                return new AlertList { Alerts = alerts, Next = alerts[^1].Number };
            }

            alerts.Add(alert);
        }

        return new AlertList { Alerts = alerts };
    }

    private static bool IsWanted(Alert alert, AlertQuery query) =>
        (query.State is not { } state || alert.IsOpen() == (state == AlertState.Open)) && (query.DeviceId is null || alert.DeviceId == query.DeviceId);
}
