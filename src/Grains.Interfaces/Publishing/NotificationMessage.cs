using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AndroidZen.Protocol;

namespace AndroidZen.Publishing;

/// <summary>The <c>data</c> of a <c>notification</c> (docs/protocol.md).</summary>
internal static class NotificationMessage
{
    /// <summary>A notification's id. A repeat of a request gets the one of the first time, so it is made of the request's key, where it has one.</summary>
    public static string NewId(DateTimeOffset now, string? userId, string? idempotencyKey) => "notification_" + (idempotencyKey is null
        ? Guid.CreateVersion7(now).ToString("N")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{userId}/{idempotencyKey}")).AsSpan(0, 16)));

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
