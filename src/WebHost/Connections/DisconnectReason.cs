using System.Net.WebSockets;
using AndroidZen.Gateways;

namespace AndroidZen.WebHost.Connections;

/// <summary>Why a connection ends: a closed list, each with the close code that docs/protocol.md gives it. 4000-4499: reconnect; 4500-4999: do not.</summary>
internal sealed record DisconnectReason(string Name, int CloseCode, string Description)
{
    /// <summary>The client closed, or is answered with its own close.</summary>
    public static readonly DisconnectReason ClientClosed = new("client_closed", (int)WebSocketCloseStatus.NormalClosure, "");

    /// <summary>The transport broke; nothing can be told.</summary>
    public static readonly DisconnectReason ConnectionLost = new("connection_lost", (int)WebSocketCloseStatus.EndpointUnavailable, "");

    /// <summary>The peer broke RFC 6455; the close frame is already out.</summary>
    public static readonly DisconnectReason ProtocolViolation = new("protocol_violation", (int)WebSocketCloseStatus.ProtocolError, "");

    public static readonly DisconnectReason BinaryMessage =
        new("binary_message", (int)WebSocketCloseStatus.InvalidMessageType, "Messages are text frames");

    public static readonly DisconnectReason MessageTooBig =
        new("message_too_big", (int)WebSocketCloseStatus.MessageTooBig, "The message is longer than this server takes");

    public static readonly DisconnectReason Shutdown = new("shutdown", 4001, "The server is shutting down");

    public static readonly DisconnectReason ServerError = new("server_error", 4002, "The server failed; try again");

    public static readonly DisconnectReason TokenExpired = new("token_expired", 4003, "The token has expired; come back with a new one");

    public static readonly DisconnectReason SlowConsumer = new("slow_consumer", 4004, "Messages arrived faster than they were read");

    public static readonly DisconnectReason NoHeartbeat = new("no_heartbeat", 4005, "Nothing was heard for too long");

    public static readonly DisconnectReason RateLimited = new("rate_limited", 4007, "Messages were sent faster than this server takes them");

    public static readonly DisconnectReason Replaced = new("replaced", 4008, "A newer connection has the same client_id");

    public static readonly DisconnectReason InvalidToken = new("invalid_token", 4500, "The token was not accepted");

    public static readonly DisconnectReason InvalidClientId = new("invalid_client_id", 4501, "The client_id is not well formed");

    public static readonly DisconnectReason Administrator = new("administrator", 4503, "Disconnected by an administrator");

    public static readonly DisconnectReason TooManyConnections = new("too_many_connections", 4504, "There are too many connections");

    public static readonly DisconnectReason TooManySubscriptions = new("too_many_subscriptions", 4505, "The connection has too many subscriptions");

    /// <summary>All of them, for the test against docs/protocol.md.</summary>
    public static IReadOnlyList<DisconnectReason> All { get; } =
    [
        ClientClosed, ConnectionLost, ProtocolViolation, BinaryMessage, MessageTooBig, Shutdown, ServerError, TokenExpired, SlowConsumer,
        NoHeartbeat, RateLimited, Replaced, InvalidToken, InvalidClientId, Administrator, TooManyConnections, TooManySubscriptions,
    ];

    /// <summary>What somebody elsewhere in the cluster asked for.</summary>
    public static DisconnectReason From(RemoteDisconnectReason reason) => reason switch
    {
        RemoteDisconnectReason.Administrator => Administrator,
        RemoteDisconnectReason.Replaced => Replaced,
        _ => ServerError,
    };
}
