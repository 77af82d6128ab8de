using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Presence;

/// <summary>The messages about who is on a topic, as docs/protocol.md words them.</summary>
internal static class PresenceMessages
{
    private const string Join = "join";
    private const string Leave = "leave";

    /// <summary>What a change is told with: the latest of each client says whether it is there.</summary>
    public static PublicationDraft Draft(string topic, PresenceChange change) => new()
    {
        Type = MessageTypes.Presence,
        Data = JsonText.WriteObject(data =>
        {
            data.WriteString("topic", topic);
            data.WriteString("event", change.HasJoined ? Join : Leave);
            data.WriteString("client_id", change.Client.ClientId);
            data.WriteString("user_id", change.Client.UserId);
            data.WriteTime("timestamp", change.Client.At);
        }),
        Key = change.Client.ClientId,
    };

    /// <summary>The client that a publication says is there; <see langword="null"/> if it says something else.</summary>
    public static PresentClient? ReadJoin(Publication publication)
    {
        if (publication is not { Type: MessageTypes.Presence, Key: { } clientId })
        {
            return null;
        }

        using var data = JsonDocument.Parse(publication.Data);
        return data.RootElement.GetProperty("event").ValueEquals(Join)
            ? new PresentClient(clientId, data.RootElement.GetProperty("user_id").GetString(), publication.Timestamp)
            : null;
    }
}
