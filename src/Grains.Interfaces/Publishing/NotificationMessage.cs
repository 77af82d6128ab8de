using System.Runtime.InteropServices;
using System.Text.Json;
using AndroidZen.Protocol;

namespace AndroidZen.Publishing;

/// <summary>The <c>data</c> of a <c>notification</c> (docs/protocol.md).</summary>
internal static class NotificationMessage
{
    public static MessageData Write(
        string id, string type, string title, string message, string severity, DateTimeOffset now, string? deviceId, JsonElement? data) =>
        MessageData.Write(writer =>
        {
            writer.WriteString("id", id);
            writer.WriteString("type", type);
            writer.WriteString("title", title);
            writer.WriteString("message", message);
            writer.WriteString("severity", severity);
            writer.WriteTime("timestamp", now);
            writer.WriteBoolean("read", false);
            if (deviceId is not null)
            {
                writer.WriteString("device_id", deviceId);
            }

            if (data is { } value)
            {
                writer.WriteRaw("data", JsonMarshal.GetRawUtf8Value(value));
            }
        });
}
