namespace AndroidZen.WebHost.Protocol;

/// <summary>The codes of <c>error</c> frames and of refused subscriptions: a closed list (docs/protocol.md, "Error codes"; a test compares).</summary>
internal static class ErrorCodes
{
    public const string InvalidJson = "invalid_json";
    public const string InvalidMessage = "invalid_message";
    public const string UnknownType = "unknown_type";
    public const string UnsupportedType = "unsupported_type";
    public const string InvalidTopic = "invalid_topic";
    public const string NotPermitted = "not_permitted";
    public const string TooManySubscriptions = "too_many_subscriptions";
    public const string Conflict = "conflict";
    public const string Unavailable = "unavailable";
    public const string InvalidToken = "invalid_token";
    public const string InvalidClientId = "invalid_client_id";
    public const string TooManyConnections = "too_many_connections";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        InvalidJson, InvalidMessage, UnknownType, UnsupportedType, InvalidTopic, NotPermitted, TooManySubscriptions, Conflict, Unavailable, InvalidToken,
        InvalidClientId, TooManyConnections,
    ];
}
