using AndroidZen.Alerts;
using AndroidZen.Protocol;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Alerts;

/// <summary>The message that tells an alert as it is (docs/protocol.md, "Alerts"); an older client finds in it what it knows, and ignores the rest.</summary>
internal static class AlertMessages
{
    /// <summary>What goes out whenever the alert has changed.</summary>
    public static PublicationDraft Draft(Alert alert, string idempotencyKey) =>
        new() { Type = MessageTypes.SecurityAlert, Data = Write(alert), Key = alert.Id, IdempotencyKey = idempotencyKey };

    /// <summary>The alert in a snapshot of its topic.</summary>
    public static Publication Snapshot(Alert alert, string topic, TopicPosition position) =>
        new() { Topic = topic, Position = position, Type = MessageTypes.SecurityAlert, Timestamp = alert.RaisedAt, Data = Write(alert), Key = alert.Id };

    private static byte[] Write(Alert alert) => JsonText.WriteObject(data =>
    {
        data.WriteString("device_id", alert.DeviceId);
        data.WriteRaw("alert_details", alert.Details);
        data.WriteTime("timestamp", alert.RaisedAt);
        data.WriteString("alert_id", alert.Id);
        data.WriteString("state", AlertStates.Of(alert));
        if (alert.EscalatedAt is { } escalatedAt)
        {
            data.WriteBoolean("escalated", true);
            data.WriteTime("escalated_at", escalatedAt);
        }

        if (alert.AcknowledgedAt is { } acknowledgedAt)
        {
            data.WriteTime("acknowledged_at", acknowledgedAt);
            data.WriteString("acknowledged_by", alert.AcknowledgedBy);
        }

        if (alert.Note is { } note)
        {
            data.WriteString("note", note);
        }
    });
}
