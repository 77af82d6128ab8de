using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.Users;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Users;

/// <summary>A user's notifications, as the user's own connections acknowledge them (docs/protocol.md, "Notifications that are kept").</summary>
internal sealed class Inbox(IGrainFactory grains)
{
    /// <summary>The most notifications that one message can acknowledge by name.</summary>
    public const int MaxIds = 1000;

    public const string IdsRule = "must be a list of 1 to 1000 texts";

    /// <summary>The user has seen what the message names.</summary>
    /// <returns>What came of it: a JSON object; or what is wrong, by a code of <see cref="ErrorCodes"/>.</returns>
    public async Task<(byte[]? Answer, string Code, string Message)> AcknowledgeAsync(Caller caller, ReadOnlyMemory<byte> data)
    {
        if (caller.UserId is not { } userId)
        {
            return (null, ErrorCodes.NotPermitted, "Only a user's connection has notifications to acknowledge");
        }

        using var document = JsonDocument.Parse(data);
        if (!TryReadIds(document.RootElement, out var ids))
        {
            return (null, ErrorCodes.InvalidMessage, $"\"data.notification_id\" must be a text, or \"data.notification_ids\" {IdsRule}, or \"data.all\" true");
        }

        var reading = await grains.GetUser(userId).MarkReadAsync(ids);
        return (Write(reading), "", "");
    }

    private static byte[] Write(InboxReading reading) => JsonText.WriteObject(answer =>
    {
        answer.WriteStartArray("notification_ids");
        foreach (var id in reading.Read)
        {
            answer.WriteStringValue(id);
        }

        answer.WriteEndArray();
        answer.WriteNumber("unread", reading.Unread);
    });

    /// <param name="data">The message's data.</param>
    /// <param name="ids">Those that are named; <see langword="null"/> for all.</param>
    private static bool TryReadIds(JsonElement data, out IReadOnlyList<string>? ids)
    {
        ids = null;
        if (data.TryGetMember("all", out var all) && all.ValueKind == JsonValueKind.True)
        {
            return true;
        }

        if (data.TryGetMember("notification_id", out var id))
        {
            ids = id.TryGetText(out var text) ? [text!] : null;
            return ids is not null;
        }

        if (!data.TryGetMember("notification_ids", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MaxIds)
        {
            return false;
        }

        var texts = list.EnumerateArray().Select(item => item.TryGetText(out var text) ? text : null).ToList();
        ids = [.. texts.OfType<string>()];
        return ids.Count == texts.Count;
    }
}
