using AndroidZen.Topics;

namespace AndroidZen.Alerts;

/// <summary>The security alerts of all devices. One grain; key 0 (<see cref="GrainKeys.GetAlerts"/>). Whatever changes an alert is stored, then published on topic <c>security</c>, then answered.</summary>
/// <remarks>A call that fails may have been carried out; to repeat it is harmless: an alert with its <c>idempotencyKey</c>, an acknowledgement as it is.</remarks>
[Alias("androidzen.alerts"), GrainInterfaceType("androidzen.alerts")]
public interface IAlertsGrain : IGrainWithIntegerKey
{
    /// <summary>Keeps an alert about a device; the details are a JSON object as UTF-8. A repeat of the device's <paramref name="idempotencyKey"/> (within
    /// <see cref="TopicOptions.IdempotencyWindow"/>) is answered as the first, and there is one alert.</summary>
    [Alias("raise")]
    Task<PublicationReceipt> RaiseAsync(string deviceId, byte[] details, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Notes that somebody has seen to an alert. The first acknowledgement counts.</summary>
    [Alias("acknowledge")]
    Task<AlertAcknowledgement> AcknowledgeAsync(string alertId, string by, string? note = null, CancellationToken cancellationToken = default);

    /// <summary>Lists alerts, the newest first.</summary>
    [Alias("list")]
    Task<AlertList> ListAsync(AlertQuery query, CancellationToken cancellationToken = default);

    /// <summary>One alert; <see langword="null"/> if there is none of this id, or none any more.</summary>
    [Alias("get")]
    Task<Alert?> GetAsync(string alertId, CancellationToken cancellationToken = default);
}

/// <summary>Which alerts are wanted.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.alert-query")]
public sealed record AlertQuery
{
    /// <summary><see langword="null"/>: those of both.</summary>
    [Id(0)] public AlertState? State { get; init; }

    /// <summary><see langword="null"/>: those of all devices.</summary>
    [Id(1)] public string? DeviceId { get; init; }

    /// <summary>The most alerts in the answer.</summary>
    [Id(2)] public required int Limit { get; init; }

    /// <summary>Only alerts that were raised before the one of this <see cref="Alert.Number"/>.</summary>
    [Id(3)] public long? Before { get; init; }
}

/// <summary>Alerts, the newest first.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.alert-list")]
public sealed record AlertList
{
    [Id(0)] public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>The <see cref="AlertQuery.Before"/> of the list that follows; <see langword="null"/>: there are no more.</summary>
    [Id(1)] public long? Next { get; init; }
}

/// <summary>What came of acknowledging an alert.</summary>
/// <param name="Outcome">Whether it was there, and open.</param>
/// <param name="Alert">As it is now; <see langword="null"/> if there is none.</param>
[GenerateSerializer, Immutable, Alias("androidzen.alert-acknowledgement")]
public readonly record struct AlertAcknowledgement([property: Id(0)] AcknowledgeOutcome Outcome, [property: Id(1)] Alert? Alert);

/// <summary>Whether an alert was there, and open.</summary>
[GenerateSerializer, Alias("androidzen.acknowledge-outcome")]
public enum AcknowledgeOutcome
{
    /// <summary>There is no such alert, or none any more.</summary>
    NotFound = 0,

    /// <summary>It was open, and is acknowledged now.</summary>
    Acknowledged = 1,

    /// <summary>Somebody had acknowledged it before.</summary>
    WasAcknowledged = 2,
}
