using System.Runtime.InteropServices;
using System.Text.Json;
using AndroidZen.Protocol;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Protocol;

/// <summary>The <c>id</c> that a client gave its message: JSON text, echoed as it came. The default value: none.</summary>
internal readonly record struct MessageId(ReadOnlyMemory<byte> Json)
{
    /// <summary>The longest id that is echoed, in bytes of JSON.</summary>
    public const int MaxBytes = 128;

    public bool IsNone => Json.IsEmpty;
}

/// <summary>What a client said, as far as it could be understood.</summary>
/// <param name="Type">The type; <see langword="null"/> when <paramref name="ErrorCode"/> is set.</param>
/// <param name="Id">The id, if it had one.</param>
/// <param name="Topic"><c>data.topic</c>, if it is a string.</param>
/// <param name="Subscription">What a <c>subscription</c> asks for beside the topic; <see langword="null"/> if it does not.</param>
/// <param name="Data">The <c>data</c> of what is published or acknowledged, as JSON; an empty object where there is none.</param>
/// <param name="ErrorCode">One of <see cref="ErrorCodes"/>.</param>
/// <param name="ErrorMessage">Names the field and the rule.</param>
internal readonly record struct ClientMessage(string? Type, MessageId Id, string? Topic, SubscriptionRequest? Subscription = null, ReadOnlyMemory<byte> Data = default, string? ErrorCode = null, string? ErrorMessage = null)
{
    private static readonly byte[] _noData = "{}"u8.ToArray();

    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 64 };

    /// <summary>Reads a text message; what is wrong with it is said in <see cref="ErrorCodes"/>.</summary>
    public static ClientMessage Parse(ReadOnlyMemory<byte> text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, _options);
        }
        catch (JsonException exception)
        {
            return Refused(default, ErrorCodes.InvalidJson, $"The message is not well-formed JSON, or nested deeper than {_options.MaxDepth} levels (byte {exception.BytePositionInLine ?? 0})");
        }

        using (document)
        {
            return Read(document.RootElement);
        }
    }

    private static ClientMessage Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return Refused(default, ErrorCodes.InvalidMessage, "A message is a JSON object with \"type\" and \"data\"");
        }

        var id = ReadId(message);
        if (!message.TryGetMember("type", out var type) || !type.TryGetText(out var typeName))
        {
            return Refused(id, ErrorCodes.InvalidMessage, "\"type\" must be a string");
        }

        if (message.TryGetMember("data", out var data) && data.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) && typeName != MessageTypes.Heartbeat)
        {
            return Refused(id, ErrorCodes.InvalidMessage, "\"data\" must be an object");
        }

        var topic = data.ValueKind == JsonValueKind.Object && data.TryGetMember("topic", out var name) && name.TryGetText(out var topicName)
            ? topicName
            : null;
        if (typeName == MessageTypes.Subscription && data.ValueKind == JsonValueKind.Object)
        {
            return SubscriptionForm.Read(data, out var subscription) is { } error
                ? Refused(id, ErrorCodes.InvalidMessage, error)
                : new ClientMessage(typeName, id, topic, subscription);
        }

        return typeName is MessageTypes.Subscription or MessageTypes.Unsubscription or MessageTypes.Heartbeat
            ? new ClientMessage(typeName, id, topic)
            : new ClientMessage(typeName, id, topic, Data: data.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(data).ToArray() : _noData);
    }

    private static MessageId ReadId(JsonElement message)
    {
        if (!message.TryGetMember("id", out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return default;
        }

        var json = JsonMarshal.GetRawUtf8Value(id);
        return json.Length <= MessageId.MaxBytes ? new MessageId(json.ToArray()) : default;
    }

    private static ClientMessage Refused(MessageId id, string code, string message) => new(null, id, null, ErrorCode: code, ErrorMessage: message);
}
