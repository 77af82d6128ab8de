using System.Diagnostics;
using AndroidZen.Topics;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary><c>GET /ws</c>: a WebSocket from its handshake to its end.</summary>
internal sealed partial class SocketEndpoint(
    ConnectionAdmission admission,
    ConnectionLifecycle lifecycle,
    ClosingSockets closing,
    OpenSockets sockets,
    SocketTokens tokens,
    ClientMessageHandler messages,
    WebGateway gateway,
    GatewayIdentity identity,
    GatewayDrain drain,
    ConnectionMonitor monitor,
    TimeProvider clock,
    IOptions<ClientConnectionOptions> connectionOptions,
    IOptions<WebGatewayOptions> gatewayOptions,
    ILogger<SocketEndpoint> logger)
{
    private const string Path = "/ws";

    // The keep-alive is the protocol's heartbeat, which browsers can see; a timer per socket for pings would cost memory besides.
    private static readonly WebSocketAcceptContext _accept = new() { KeepAliveInterval = Timeout.InfiniteTimeSpan };

    /// <summary>
    /// Takes WebSocket handshakes: before what other requests pass through, because all that a handshake has passed through lives as long as its connection. Behind
    /// <c>UseWebSockets</c>.
    /// </summary>
    public static void Use(WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<SocketEndpoint>();
        app.Use((context, next) => context.WebSockets.IsWebSocketRequest && IsHere(context.Request.Path) ? endpoint.HandleAsync(context) : next(context));
    }

    /// <summary>Answers requests that are no handshakes.</summary>
    public static void Map(WebApplication app) => app
        .MapMethods(Path, [HttpMethods.Get, HttpMethods.Connect], static (HttpContext context) =>
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketVersion = "13"; // RFC 6455, section 4.4
            return TypedResults.Problem(statusCode: StatusCodes.Status426UpgradeRequired, detail: "This is a WebSocket endpoint (RFC 6455).");
        })
        .WithTags("Sockets")
        .WithSummary("Open a WebSocket (docs/protocol.md); query: client_id, token")
        .ExcludeFromDescription();

    private static bool IsHere(PathString path) => path.StartsWithSegments(Path, out var rest) && rest.Value is "" or "/";

    /// <summary>A connection from its handshake to its end. Nothing below this method lives as long, so that an idle connection is small.</summary>
    private async Task HandleAsync(HttpContext context)
    {
        Activity.Current = null; // What happens on a socket belongs to no request: that of the handshake would last as long.
        context.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true; // Nor does its length tell anything about requests.
        using var socket = sockets.Enter(); // Before the look at whether any are taken still: the drain waits for it then.
        var (connection, place, since) = await AdmitAsync(context);
        using (place)
        {
            using var scope = connection is null ? null : logger.BeginScope(connection.Scope);
            if (connection is null || await OpenAsync(connection, since!) is not { } topics)
            {
                return;
            }

            since = null;
            place!.MarkOpen();
            if (drain.IsOver)
            {
                connection.End(DisconnectReason.Shutdown); // The drain has ended while this one was being opened, and has not seen it.
            }

            LogConnected(connection.ClientId, connection.Caller.UserId ?? "anonymous");
            connection.StartSending(FrameEncoder.Connected(connection, identity.Id, gatewayOptions.Value.HeartbeatInterval, topics, clock.GetUtcNow()));
            var receiving = connection.ReceiveLoopAsync(messages);
            var reason = await connection.Ended;
            await lifecycle.CloseAsync(connection);
            place.Dispose(); // Before the client is told: it may come back at once.
            await CloseAsync(connection, reason, receiving);
            monitor.Disconnected(connection, reason, clock.GetUtcNow() - connection.ConnectedAt);
        }
    }

    /// <summary>From the handshake to a connection that nobody knows yet.</summary>
    /// <returns>No connection if it was refused, which has been told then.</returns>
    private async Task<(ClientConnection? Connection, ConnectionPlace? Place, IReadOnlyDictionary<string, TopicPosition>? Since)> AdmitAsync(HttpContext context)
    {
        if (!gateway.IsAttached)
        {
            await TypedResults.Problem(ClusterGate.Unavailable(context, "This server is not ready for connections; try again.")).ExecuteAsync(context);
            return default;
        }

        var authentication = await tokens.CheckAsync(context);
        var caller = authentication.Succeeded ? Caller.From(authentication.Principal) : Caller.Anonymous;
        var clientId = context.Request.Query["client_id"].ToString() is { Length: > 0 } given ? given : Guid.NewGuid().ToString();
        if (admission.Admit(authentication, caller, clientId, context.Connection.RemoteIpAddress, out var place) is { } refusal)
        {
            await RefuseAsync(context, refusal, clientId, caller);
            return default;
        }

        try
        {
            var connection = await AcceptAsync(context, clientId, caller);
            if (SubscriptionForm.ReadPositions(context.Request.Query["since"].ToString(), out var since) is { } error)
            {
                connection.Enqueue(FrameEncoder.Error(ErrorCodes.InvalidMessage, error, clock.GetUtcNow()));
            }

            return (connection, place, since);
        }
        catch
        {
            place!.Dispose();
            throw;
        }
    }

    private async Task<ClientConnection> AcceptAsync(HttpContext context, string clientId, Caller caller)
    {
        // Not disposed: ASP.NET Core resets the connection then, and a close frame that is still on its way would be lost with it. It holds nothing that needs disposing.
        var socket = await context.WebSockets.AcceptWebSocketAsync(_accept);
        var transport = context.Features.GetRequiredFeature<SocketTransportFeature>().Transport!;
        return new ClientConnection(socket, transport, clientId, caller, connectionOptions.Value, monitor, clock);
    }

    /// <summary>Browsers cannot read a failed handshake, so what is wrong is told on the socket; unless too many are being told already.</summary>
    private async Task RefuseAsync(HttpContext context, ConnectionRefusal refusal, string clientId, Caller caller)
    {
        monitor.Refused(refusal.Reason, context.Connection.RemoteIpAddress);
        if (!closing.TryEnter())
        {
            await TypedResults.Problem(ClusterGate.Unavailable(context, refusal.Message, "The connection is refused")).ExecuteAsync(context);
            return;
        }

        try
        {
            await RefuseAsync(await AcceptAsync(context, clientId, caller), refusal.Reason, FrameEncoder.Error(refusal.Code, refusal.Message, clock.GetUtcNow()));
        }
        finally
        {
            closing.Leave();
        }
    }

    /// <summary>Makes the connection known in the cluster.</summary>
    /// <returns><see langword="null"/> if that failed, or took too long; the client has been told then.</returns>
    private async Task<IReadOnlyDictionary<string, SubscriptionAnswer>?> OpenAsync(ClientConnection connection, IReadOnlyDictionary<string, TopicPosition> since)
    {
        using var deadline = new CancellationTokenSource(connectionOptions.Value.OpenTimeout, clock);
        var opening = lifecycle.OpenAsync(connection, since);
        try
        {
            return await opening.WaitAsync(deadline.Token);
        }
        catch (Exception exception)
        {
            LogConnectionFailed(connection.ClientId, exception.Message);
        }

        connection.End(DisconnectReason.ServerError);
        var leaving = LeaveAsync(connection, opening);
        if (opening.IsCompleted)
        {
            await leaving; // Whoever has been told is counted nowhere. Not so if the opening is still under way, because its end may be far.
        }

        var refusing = RefuseAsync(
            connection, DisconnectReason.ServerError, FrameEncoder.Error(ErrorCodes.Unavailable, "The cluster does not answer; try again", clock.GetUtcNow()));
        await Task.WhenAll(refusing, leaving);
        return null;
    }

    /// <summary>Takes the connection out of everything, behind what would still put it in.</summary>
    private async Task LeaveAsync(ClientConnection connection, Task opening)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await lifecycle.CloseAsync(connection);
    }

    private static Task RefuseAsync(ClientConnection connection, DisconnectReason reason, Frame explanation)
    {
        connection.End(reason);
        connection.StartSending(explanation);
        return connection.CloseAsync(reason, connection.ReceiveLoopAsync(handler: null));
    }

    /// <summary>Closes the socket in good order, unless too many wait for their clients to do their part.</summary>
    private async Task CloseAsync(ClientConnection connection, DisconnectReason reason, Task receiving)
    {
        if (!closing.TryEnter())
        {
            connection.Abort();
            await connection.CloseAsync(reason, receiving);
            return;
        }

        try
        {
            await connection.CloseAsync(reason, receiving);
        }
        finally
        {
            closing.Leave();
        }
    }

    [LoggerMessage(EventIds.Connected, LogLevel.Information, "{ClientId} connected as {UserId}")]
    private partial void LogConnected(string clientId, string userId);

    [LoggerMessage(EventIds.ConnectionFailed, LogLevel.Error, "{ClientId} could not be connected: {Reason}")]
    private partial void LogConnectionFailed(string clientId, string reason);
}
