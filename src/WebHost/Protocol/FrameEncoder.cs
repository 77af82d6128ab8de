using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Protocol;

/// <summary>Turns what the server says into frames: the envelope of docs/protocol.md.</summary>
internal static class FrameEncoder
{
    /// <summary>The version of the protocol, <c>v</c> in publications and <c>protocol</c> in the greeting.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>A publication. Its data is copied as it is, not parsed.</summary>
    public static Frame Publication(Publication publication) => Publication(publication, trace: null);

    /// <summary>A publication whose writes may belong to a trace.</summary>
    public static Frame Publication(Publication publication, FrameTrace? trace) => new(EncodeText(publication.Type, publication.Timestamp, envelope =>
    {
        envelope.WriteRaw("data", publication.Data);
        envelope.WriteNumber("v", ProtocolVersion);
        envelope.WriteString("topic", publication.Topic);
        envelope.WriteString("epoch", publication.Position.Epoch);
        envelope.WriteNumber("offset", publication.Position.Offset);
        if (publication.Key is { } key)
        {
            envelope.WriteString("key", key);
        }
    }), publication.Topic, new PublicationTraits(IsPublication: true, MessageTypes.IsAlert(publication.Type) ? null : publication.Key))
    { Trace = trace };

    /// <summary>The heartbeat that the server sends by itself. It differs from an answer, so that a client that answers it does not answer the answer.</summary>
    public static Frame Heartbeat(DateTimeOffset now) => WithData(MessageTypes.Heartbeat, now, default, static data => data.WriteString("source", "server"));

    /// <summary>The answer to a client's heartbeat.</summary>
    public static Frame HeartbeatAnswer(DateTimeOffset now, MessageId id) => WithData(MessageTypes.Heartbeat, now, id, static data =>
        data.WriteString("status", "alive"));

    /// <summary>The client is to connect anew, elsewhere if it can, and not before <paramref name="after"/>.</summary>
    public static Frame Reconnect(TimeSpan after, DateTimeOffset now) => WithData(MessageTypes.Reconnect, now, default, data =>
    {
        data.WriteNumber("after_ms", (long)after.TotalMilliseconds);
        data.WriteString("reason", DisconnectReason.Shutdown.Name);
    });

    /// <summary>The greeting.</summary>
    public static Frame Connected(
        ClientConnection connection, string gateway, TimeSpan heartbeatInterval, IReadOnlyDictionary<string, SubscriptionAnswer> topics, DateTimeOffset now) =>
        WithData(MessageTypes.DeviceConnected, now, default, data =>
        {
            data.WriteString("client_id", connection.ClientId);
            data.WriteString("user_id", connection.Caller.UserId);
            data.WriteString("username", connection.Caller.Username);
            data.WriteString("message", "Connected to AndroidZen");
            data.WriteNumber("protocol", ProtocolVersion);
            data.WriteString("gateway", gateway);
            data.WriteNumber("heartbeat_interval_ms", (long)heartbeatInterval.TotalMilliseconds);
            WriteTokenExpiry(data, connection.Caller, now);
            data.WriteStartObject("topics");
            foreach (var (topic, answer) in topics)
            {
                data.WriteStartObject(topic);
                WriteAnswer(data, answer);
                data.WriteEndObject();
            }

            data.WriteEndObject();
        });

    /// <summary>The client is on the topic and receives what comes after <see cref="SubscriptionAnswer.Position"/>.</summary>
    public static Frame Subscribed(string topic, SubscriptionAnswer answer, DateTimeOffset now, MessageId id) =>
        WithData(MessageTypes.Subscription, now, id, topic, data =>
        {
            data.WriteString("topic", topic);
            data.WriteString("status", "subscribed");
            WriteAnswer(data, answer);
        });

    /// <summary>The client may not be on the topic.</summary>
    public static Frame SubscriptionRejected(string topic, string code, string message, DateTimeOffset now, MessageId id) =>
        WithData(MessageTypes.Subscription, now, id, data =>
        {
            data.WriteString("topic", topic);
            data.WriteString("status", "rejected");
            data.WriteString("code", code);
            data.WriteString("message", message);
        });

    /// <summary>The client is not on the topic any more.</summary>
    public static Frame Unsubscribed(string topic, DateTimeOffset now, MessageId id) =>
        WithData(MessageTypes.Unsubscription, now, id, data =>
        {
            data.WriteString("topic", topic);
            data.WriteString("status", "unsubscribed");
        });

    /// <summary>The client made a mistake, or something of ours failed.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">For people: names the field and the rule.</param>
    /// <param name="now">The time.</param>
    /// <param name="id">Of the message that it answers.</param>
    public static Frame Error(string code, string message, DateTimeOffset now, MessageId id = default) => WithData(MessageTypes.Error, now, id, data =>
    {
        data.WriteString("message", message);
        data.WriteString("code", code);
    });

    /// <summary>What the client sent has been done.</summary>
    /// <param name="data">What came of it: a JSON object.</param>
    /// <param name="now">The time.</param>
    /// <param name="id">Of the message that it answers.</param>
    public static Frame Ack(byte[] data, DateTimeOffset now, MessageId id) => new(EncodeText(MessageTypes.Ack, now, envelope =>
    {
        envelope.WriteRaw("data", data);
        WriteId(envelope, id);
    }), topic: null);

    /// <summary>What <see cref="Ack"/> says of a connection's new token.</summary>
    public static byte[] RenewedToken(Caller caller, DateTimeOffset now) => JsonText.WriteObject(data =>
    {
        data.WriteString("user_id", caller.UserId);
        data.WriteString("username", caller.Username);
        WriteTokenExpiry(data, caller, now);
    });

    private static void WriteTokenExpiry(Utf8JsonWriter data, Caller caller, DateTimeOffset now)
    {
        if (caller.TokenExpiresAt is { } expiry)
        {
            data.WriteNumber("token_expires_in_s", Math.Max(0, (long)(expiry - now).TotalSeconds));
        }
    }

    private static void WriteId(Utf8JsonWriter envelope, MessageId id)
    {
        if (!id.IsNone)
        {
            envelope.WriteRaw("id", id.Json.Span);
        }
    }

    private static void WriteAnswer(Utf8JsonWriter data, SubscriptionAnswer answer)
    {
        data.WriteString("epoch", answer.Position.Epoch);
        data.WriteNumber("offset", answer.Position.Offset);
        if (answer.Recovered is { } recovered)
        {
            data.WriteBoolean("recovered", recovered);
        }

        if (answer.Missed is { } missed)
        {
            data.WriteNumber("missed", missed);
        }

        if (answer.Snapshot is { } snapshot)
        {
            data.WriteNumber("snapshot", snapshot);
        }

        if (answer.History is { } history)
        {
            data.WriteNumber("history", history);
        }
    }

    private static Frame WithData(string type, DateTimeOffset now, MessageId id, Action<Utf8JsonWriter> data) => WithData(type, now, id, topic: null, data);

    private static Frame WithData(string type, DateTimeOffset now, MessageId id, string? topic, Action<Utf8JsonWriter> data) => new(EncodeText(type, now, envelope =>
    {
        envelope.WriteStartObject("data");
        data(envelope);
        envelope.WriteEndObject();
        WriteId(envelope, id);
    }), topic);

    private static byte[] EncodeText(string type, DateTimeOffset timestamp, Action<Utf8JsonWriter> rest) => JsonText.WriteObject(envelope =>
    {
        envelope.WriteString("type", type);
        envelope.WriteTime("timestamp", timestamp);
        rest(envelope);
    });
}
