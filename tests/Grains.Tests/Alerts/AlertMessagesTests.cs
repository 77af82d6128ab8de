using System.Text;
using AndroidZen.Alerts;
using AndroidZen.Grains.Alerts;
using AndroidZen.Topics;
using static AndroidZen.Grains.Tests.Alerts.AlertSamples;

namespace AndroidZen.Grains.Tests.Alerts;

public class AlertMessagesTests
{
    private const string Open = """{"device_id":"d","alert_details":{},"timestamp":"2026-03-01T12:00:01.000Z","alert_id":"alert_1","state":"open"}""";

    private static readonly Alert _escalated = Alert(1) with { EscalatedAt = Start.AddMinutes(15) };

    public static TheoryData<Alert, string> Messages => new()
    {
        { Alert(1), Open },
        {
            _escalated,
            """{"device_id":"d","alert_details":{},"timestamp":"2026-03-01T12:00:01.000Z","alert_id":"alert_1","state":"open","escalated":true,"escalated_at":"2026-03-01T12:15:00.000Z"}"""
        },
        {
            Alert(1).Acknowledged(60),
            """{"device_id":"d","alert_details":{},"timestamp":"2026-03-01T12:00:01.000Z","alert_id":"alert_1","state":"acknowledged","acknowledged_at":"2026-03-01T12:01:00.000Z","acknowledged_by":"ann"}"""
        },
        {
            _escalated.Acknowledged(1200) with { Note = "\"gesperrt\"" },
            """{"device_id":"d","alert_details":{},"timestamp":"2026-03-01T12:00:01.000Z","alert_id":"alert_1","state":"acknowledged","escalated":true,"escalated_at":"2026-03-01T12:15:00.000Z","acknowledged_at":"2026-03-01T12:20:00.000Z","acknowledged_by":"ann","note":"\"gesperrt\""}"""
        },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Draft_AnyAlert_IsWordedAsTheProtocolSays(Alert alert, string data)
    {
        var draft = AlertMessages.Draft(alert, "key");
        Assert.Equal(("security_alert", "alert_1", "key"), (draft.Type, draft.Key, draft.IdempotencyKey));
        Assert.Equal(data, Encoding.UTF8.GetString(draft.Data));
    }

    [Fact]
    public void Snapshot_Open_IsWhatWasPublished()
    {
        var publication = AlertMessages.Snapshot(Alert(1), "security", new TopicPosition("e", 9));
        Assert.Equal(
            ("security", new TopicPosition("e", 9), "security_alert", Start.AddSeconds(1), "alert_1"),
            (publication.Topic, publication.Position, publication.Type, publication.Timestamp, publication.Key));
        Assert.Equal(Open, Encoding.UTF8.GetString(publication.Data));
    }
}
