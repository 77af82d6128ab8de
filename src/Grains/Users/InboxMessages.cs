using AndroidZen.Protocol;
using AndroidZen.Topics;
using AndroidZen.Users;

namespace AndroidZen.Grains.Users;

/// <summary>What a user's connections are told of the inbox (docs/protocol.md, "Notifications that are kept").</summary>
internal static class InboxMessages
{
    public static PublicationDraft Notification(UserNotification notification) => new() { Type = MessageTypes.Notification, Data = notification.Data };

    /// <summary>The user has read these: every page that shows them clears them.</summary>
    public static PublicationDraft Read(IReadOnlyList<string> ids, int unread, DateTimeOffset now) => new()
    {
        Type = MessageTypes.Ack,
        Data = JsonText.WriteObject(data =>
        {
            data.WriteStartArray("notification_ids");
            foreach (var id in ids)
            {
                data.WriteStringValue(id);
            }

            data.WriteEndArray();
            data.WriteNumber("unread", unread);
            data.WriteTime("timestamp", now);
        }),
    };
}
