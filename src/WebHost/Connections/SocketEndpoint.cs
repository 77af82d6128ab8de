using AndroidZen.Topics;
using AndroidZen.Users;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary><c>GET /ws</c>: a WebSocket from its handshake to its end.</summary>
internal sealed partial class SocketEndpoint(
    ConnectionLifecycle lifecycle,
    ClientMessageHandler messages,
    WebGateway gateway,
    GatewayIdentity identity,
    GatewayDrain drain,
    ConnectionMonitor monitor,
    TimeProvider clock,
    IOptions<ClientConnectionOptions> connectionOptions,
    IOptions<WebGatewayOptions> gatewayOptions,
    IOptions<AuthOptions> auth,
    ILogger<SocketEndpoint> logger)
{
    // The keep-alive is the protocol's heartbeat, which browsers can see; a timer per socket for pings would cost memory besides.
    private static readonly WebSocketAcceptContext _accept = new() { KeepAliveInterval = Timeout.InfiniteTimeSpan };

    /// <summary>Maps the endpoint.</summary>
    public static void Map(WebApplication app) => app
        .MapMethods("/ws", [HttpMethods.Get, HttpMethods.Connect], async (HttpContext context, SocketEndpoint endpoint, OpenSockets sockets) =>
        {
            using var socket = sockets.Enter(); // Before the look at whether any are taken still: the drain waits for it then.
            await endpoint.HandleAsync(context);
        })
        .WithTags("Sockets")
        .WithSummary("Open a WebSocket (docs/protocol.md); query: client_id, token")
        .ExcludeFromDescription();

    private async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketVersion = "13"; // RFC 6455, section 4.4
            await TypedResults.Problem(statusCode: StatusCodes.Status426UpgradeRequired, detail: "This is a WebSocket endpoint (RFC 6455).").ExecuteAsync(context);
            return;
        }

        if (!gateway.IsAttached)
        {
            await TypedResults.Problem(ClusterGate.Unavailable(context, "This server is not ready for connections; try again.")).ExecuteAsync(context);
            return;
        }

        var authentication = await context.AuthenticateAsync();

        // Not disposed: ASP.NET Core resets the connection then, and a close frame that is still on its way would be lost with it. It holds nothing that needs disposing.
        var socket = await context.WebSockets.AcceptWebSocketAsync(_accept);
        var caller = authentication.Succeeded ? Caller.From(authentication.Principal) : Caller.Anonymous;
        var clientId = context.Request.Query["client_id"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString();
        var transport = context.Features.GetRequiredFeature<SocketTransportFeature>().Transport!;
        var connection = new ClientConnection(socket, transport, clientId, caller, connectionOptions.Value, monitor, clock);
        if (WhyRefused(authentication, clientId) is { } refusal)
        {
            LogConnectionRefused(refusal.Reason.Name, context.Connection.RemoteIpAddress);
            await RefuseAsync(connection, refusal.Reason, FrameEncoder.Error(refusal.Code, refusal.Message, clock.GetUtcNow()));
            return;
        }

        var error = SubscriptionForm.ReadPositions(context.Request.Query["since"].ToString(), out var since);
        if (error is not null)
        {
            connection.Enqueue(FrameEncoder.Error(ErrorCodes.InvalidMessage, error, clock.GetUtcNow()));
        }

        await ServeAsync(connection, since);
    }

    /// <summary>Browsers cannot read a failed handshake, so what is wrong is told on the socket.</summary>
    private (DisconnectReason Reason, string Code, string Message)? WhyRefused(AuthenticateResult authentication, string clientId)
    {
        if (authentication.Failure is { } failure)
        {
            return (DisconnectReason.InvalidToken, ErrorCodes.InvalidToken, failure is TokenRefusedException ? failure.Message : "The token is not valid, or has expired");
        }

        if (authentication.None && !auth.Value.AllowAnonymousSockets)
        {
            return (DisconnectReason.InvalidToken, ErrorCodes.InvalidToken, "A token is required");
        }

        return UserId.IsWellFormed(clientId)
            ? null
            : (DisconnectReason.InvalidClientId, ErrorCodes.InvalidClientId, $"client_id must be {UserId.Rule}");
    }

    private async Task ServeAsync(ClientConnection connection, IReadOnlyDictionary<string, TopicPosition> since)
    {
        IReadOnlyDictionary<string, SubscriptionAnswer> topics;
        try
        {
            topics = await lifecycle.OpenAsync(connection, since);
        }
        catch (Exception exception)
        {
            LogConnectionFailed(connection.ClientId, exception.Message);
            await lifecycle.CloseAsync(connection);
            await RefuseAsync(
                connection, DisconnectReason.ServerError, FrameEncoder.Error(ErrorCodes.Unavailable, "The cluster does not answer; try again", clock.GetUtcNow()));
            return;
        }

        if (drain.IsOver)
        {
            connection.End(DisconnectReason.Shutdown); // The drain has ended while this one was being opened, and has not seen it.
        }

        LogConnected(connection.ClientId, connection.Caller.UserId ?? "anonymous");
        var greeting = FrameEncoder.Connected(connection, identity.Id, gatewayOptions.Value.HeartbeatInterval, topics, clock.GetUtcNow());
        connection.StartSending(greeting);
        var receiving = connection.ReceiveLoopAsync(text => messages.HandleAsync(connection, text));
        var reason = await connection.Ended;
        await lifecycle.CloseAsync(connection);
        await connection.CloseAsync(reason, receiving);
        monitor.Disconnected(connection, reason, clock.GetUtcNow() - connection.ConnectedAt);
    }

    private static Task RefuseAsync(ClientConnection connection, DisconnectReason reason, Frame explanation)
    {
        connection.End(reason);
        connection.StartSending(explanation);
        return connection.CloseAsync(reason, connection.ReceiveLoopAsync(static _ => Task.CompletedTask));
    }

    [LoggerMessage(EventIds.Connected, LogLevel.Information, "{ClientId} connected as {UserId}")]
    private partial void LogConnected(string clientId, string userId);

    [LoggerMessage(EventIds.ConnectionRefused, LogLevel.Information, "Refused a connection from {Address}: {Reason}")]
    private partial void LogConnectionRefused(string reason, System.Net.IPAddress? address);

    [LoggerMessage(EventIds.ConnectionFailed, LogLevel.Error, "{ClientId} could not be connected: {Reason}")]
    private partial void LogConnectionFailed(string clientId, string reason);
}
