namespace AndroidZen.Alerts;

/// <summary>A security alert, kept until somebody has seen to it.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.alert")]
public sealed record Alert
{
    [Id(0)] public required string Id { get; init; }

    /// <summary>Which alert it was: 1, 2, 3, … in the order in which they were raised. Some may be gone.</summary>
    [Id(1)] public required long Number { get; init; }

    [Id(2)] public required string DeviceId { get; init; }

    /// <summary>A JSON object as UTF-8, as it was sent.</summary>
    [Id(3)] public required byte[] Details { get; init; }

    [Id(4)] public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it was told again, because nobody had acknowledged it in time.</summary>
    [Id(5)] public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary><see langword="null"/>: it is open.</summary>
    [Id(6)] public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>The id of the user who acknowledged it.</summary>
    [Id(7)] public string? AcknowledgedBy { get; init; }

    /// <summary>What that user had to say.</summary>
    [Id(8)] public string? Note { get; init; }

    /// <summary>Whether somebody has still to see to it.</summary>
    public bool IsOpen() => AcknowledgedAt is null;

    /// <summary>When it last became what it is.</summary>
    public DateTimeOffset LastChangedAt() => AcknowledgedAt ?? EscalatedAt ?? RaisedAt;
}

/// <summary>Whether somebody has seen to an alert.</summary>
[GenerateSerializer, Alias("androidzen.alert-state")]
public enum AlertState
{
    /// <summary>Nobody has.</summary>
    Open = 0,

    /// <summary>Somebody has.</summary>
    Acknowledged = 1,
}

/// <summary>The words for the states of an alert.</summary>
public static class AlertStates
{
    public const string Open = "open";
    public const string Acknowledged = "acknowledged";

    public static IReadOnlyList<string> All { get; } = [Open, Acknowledged];

    /// <summary>The word for an alert's state.</summary>
    public static string Of(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.IsOpen() ? Open : Acknowledged;
    }
}
