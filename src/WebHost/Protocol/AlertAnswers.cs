using System.Globalization;
using System.Text.Json;
using AndroidZen.Alerts;
using AndroidZen.Protocol;

namespace AndroidZen.WebHost.Protocol;

/// <summary>Answer of <c>GET /alerts/{alert_id}</c> and <c>POST /alerts/{alert_id}/acknowledge</c>.</summary>
internal sealed record KeptAlert(
    string AlertId,
    string DeviceId,
    JsonElement AlertDetails,
    string State,
    string RaisedAt,
    bool Escalated,
    string? EscalatedAt = null,
    string? AcknowledgedAt = null,
    string? AcknowledgedBy = null,
    string? Note = null)
{
    /// <summary>The deepest that <see cref="Utf8JsonWriter"/> writes: how deep an alert may be has been decided when it was raised.</summary>
    private static readonly JsonDocumentOptions _details = new() { MaxDepth = 1000 };

    public static KeptAlert From(Alert alert) => new(
        alert.Id,
        alert.DeviceId,
        JsonElement.Parse(alert.Details, _details),
        AlertStates.Of(alert),
        JsonText.Format(alert.RaisedAt),
        alert.EscalatedAt is not null,
        TextOf(alert.EscalatedAt),
        TextOf(alert.AcknowledgedAt),
        alert.AcknowledgedBy,
        alert.Note);

    private static string? TextOf(DateTimeOffset? time) => time is { } value ? JsonText.Format(value) : null;
}

/// <summary>Answer of <c>GET /alerts</c>; without <c>next_cursor</c> where there are no more.</summary>
internal sealed record AlertListAnswer(IReadOnlyList<KeptAlert> Alerts, string? NextCursor = null)
{
    public static AlertListAnswer From(AlertList list) => new([.. list.Alerts.Select(KeptAlert.From)], list.Next?.ToString(CultureInfo.InvariantCulture));
}
