using System.Diagnostics;
using AndroidZen.Protocol;
using AndroidZen.Topics;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Telemetry;
using AndroidZen.WebHost.Topics;
using AndroidZen.WebHost.Users;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>Does what clients say over the socket (docs/protocol.md, "What a client may send"). Every message is answered.</summary>
internal sealed partial class ClientMessageHandler(
    GatewaySubscriptions subscriptions,
    TopicAccess access,
    SocketPublishing publishing,
    Inbox inbox,
    TokenRenewal renewal,
    GatewayMonitor monitor,
    TimeProvider clock,
    IOptions<ClientConnectionOptions> options,
    ILogger<ClientMessageHandler> logger)
    : IClientMessageHandler
{
    private const int MaxQuoted = 128;

    /// <summary>Handles one text message. Never throws for what the client or the cluster did.</summary>
    public async Task HandleAsync(ClientConnection connection, ReadOnlyMemory<byte> text)
    {
        var message = ClientMessage.Parse(text);
        LogMessageReceived(connection.ClientId, message.Type is { } type && IsNamed(type) ? type : "something unknown");
        try
        {
            await DispatchAsync(connection, message);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            monitor.MessageFailed(ErrorCodes.Unavailable);
            using var scope = BeginScopeOf(message);
            LogClusterUnavailable(connection.ClientId, exception.Message);
            connection.Enqueue(FrameEncoder.Error(ErrorCodes.Unavailable, "The cluster does not answer; try again", Now, message.Id));
        }
        catch (Exception exception)
        {
            monitor.MessageFailed(DisconnectReason.ServerError.Name);
            using var scope = BeginScopeOf(message);
            LogMessageCrashed(exception, connection.ClientId);
            connection.End(DisconnectReason.ServerError);
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The topic that a message is about: for what went wrong, not for every message.</summary>
    private IDisposable? BeginScopeOf(ClientMessage message) =>
        message.Topic is { } topic && access.IsWellFormed(topic) ? logger.BeginScope(new KeyValuePair<string, object?>[] { new("Topic", topic) }) : null;

    private Task DispatchAsync(ClientConnection connection, ClientMessage message) => message.Type switch
    {
        null => RefuseAsync(connection, message.ErrorCode!, message.ErrorMessage!, message.Id),
        MessageTypes.Heartbeat => AnswerHeartbeatAsync(connection, message),
        MessageTypes.Subscription => SubscribeAsync(connection, message),
        MessageTypes.Unsubscription => UnsubscribeAsync(connection, message),
        MessageTypes.Ack => AcknowledgeAsync(connection, message),
        MessageTypes.Auth => RenewAsync(connection, message),
        _ when publishing.Takes(message.Type) => PublishAsync(connection, message),
        _ when MessageTypes.IsKnown(message.Type) => RefuseAsync(
            connection, ErrorCodes.UnsupportedType, $"A client cannot send type '{message.Type}'; publish it over REST", message.Id),
        _ when MessageTypes.OfTheServer.Contains(message.Type) => RefuseAsync(connection, ErrorCodes.UnsupportedType, $"Only the server sends type '{message.Type}'", message.Id),
        _ => RefuseAsync(connection, ErrorCodes.UnknownType, $"Unknown type '{Shorten(message.Type)}'", message.Id),
    };

    /// <summary>Whether the protocol has the type: one that a client made up is not logged.</summary>
    private static bool IsNamed(string type) => MessageTypes.IsKnown(type) || MessageTypes.OfTheClient.Contains(type) || MessageTypes.OfTheServer.Contains(type);

    /// <summary>Of what a client made up, for a text that people read.</summary>
    private static string Shorten(string text) => text.Length <= MaxQuoted ? text : string.Concat(text.AsSpan(0, MaxQuoted - 1), "…");

    private Task AnswerHeartbeatAsync(ClientConnection connection, ClientMessage message)
    {
        LogHeartbeatReceived(connection.ClientId);
        connection.Enqueue(FrameEncoder.HeartbeatAnswer(Now, message.Id));
        return Task.CompletedTask;
    }

    private async Task SubscribeAsync(ClientConnection connection, ClientMessage message)
    {
        if (message.Topic is not { } topic)
        {
            await RefuseTopicAsync(connection, message);
        }
        else if (WhyNot(connection, topic) is { } refusal)
        {
            LogMessageRefused(connection.ClientId, refusal.Code);
            connection.Enqueue(FrameEncoder.SubscriptionRejected(topic, refusal.Code, refusal.Message, Now, message.Id));
            if (refusal.Code == ErrorCodes.TooManySubscriptions)
            {
                // A client that is told and goes on asking would cost as much as one without a bound.
                connection.End(DisconnectReason.TooManySubscriptions);
            }
        }
        else if (connection.Topics.Add(topic) || message.Subscription is not null)
        {
            await SubscribeAsync(connection, topic, message.Subscription ?? default, message.Id);
        }
        else
        {
            // Asked again, for nothing else: the first acknowledgement holds.
            connection.Enqueue(FrameEncoder.Subscribed(topic, new SubscriptionAnswer(subscriptions.PositionOf(topic)), Now, message.Id));
        }
    }

    private async Task SubscribeAsync(ClientConnection connection, string topic, SubscriptionRequest request, MessageId id)
    {
        try
        {
            await subscriptions.SubscribeAsync(topic, connection, request, answer => connection.Enqueue(FrameEncoder.Subscribed(topic, answer, Now, id)));
        }
        catch
        {
            connection.Topics.Remove(topic);
            throw;
        }

        if (connection.Topics.IsClosed)
        {
            // It ended while the cluster was being told; nobody else gives this one back.
            await subscriptions.UnsubscribeAsync(topic, connection);
        }
    }

    private async Task UnsubscribeAsync(ClientConnection connection, ClientMessage message)
    {
        if (message.Topic is not { } topic)
        {
            await RefuseTopicAsync(connection, message);
            return;
        }

        // Also where it is not on the topic: the cluster may not have been told the first time. Never the platform's own, on which the connection is without having asked.
        if (!TopicNames.IsPlatformOwn(topic))
        {
            connection.Topics.Remove(topic);
            await subscriptions.UnsubscribeAsync(topic, connection);
        }
        connection.Enqueue(FrameEncoder.Unsubscribed(topic, Now, message.Id));
    }

    private async Task PublishAsync(ClientConnection connection, ClientMessage message)
    {
        using var activity = GatewayTraces.StartPublish(connection, message.Type!);
        try
        {
            Answer(connection, await publishing.PublishAsync(connection.Caller, message.Type!, message.Data), message.Id);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task AcknowledgeAsync(ClientConnection connection, ClientMessage message) =>
        Answer(connection, await inbox.AcknowledgeAsync(connection.Caller, message.Data), message.Id);

    private async Task RenewAsync(ClientConnection connection, ClientMessage message) =>
        Answer(connection, await renewal.RenewAsync(connection, message.Data), message.Id);

    private void Answer(ClientConnection connection, (byte[]? Data, string Code, string Message) answer, MessageId id)
    {
        if (answer.Data is { } data)
        {
            connection.Enqueue(FrameEncoder.Ack(data, Now, id));
            return;
        }

        if (answer.Code == ErrorCodes.Unavailable)
        {
            monitor.MessageFailed(answer.Code);
        }

        LogMessageRefused(connection.ClientId, answer.Code);
        connection.Enqueue(FrameEncoder.Error(answer.Code, answer.Message, Now, id));
    }

    private (string Code, string Message)? WhyNot(ClientConnection connection, string topic)
    {
        if (TopicNames.IsPlatformOwn(topic))
        {
            return (ErrorCodes.NotPermitted, "The platform's own topics cannot be subscribed to");
        }

        if (!access.IsWellFormed(topic))
        {
            return (ErrorCodes.InvalidTopic, $"\"data.topic\" must be {access.NameRule}");
        }

        if (!access.MaySubscribe(connection.Caller, topic))
        {
            return (ErrorCodes.NotPermitted, "This topic asks for a role that the connection does not have");
        }

        return connection.Topics.Count >= options.Value.MaxSubscriptions && !connection.Topics.Contains(topic)
            ? (ErrorCodes.TooManySubscriptions, $"A connection may have {options.Value.MaxSubscriptions} subscriptions")
            : null;
    }

    private Task RefuseTopicAsync(ClientConnection connection, ClientMessage message) =>
        RefuseAsync(connection, ErrorCodes.InvalidMessage, "\"data.topic\" must be a string", message.Id);

    private Task RefuseAsync(ClientConnection connection, string code, string text, MessageId id)
    {
        LogMessageRefused(connection.ClientId, code);
        connection.Enqueue(FrameEncoder.Error(code, text, Now, id));
        return Task.CompletedTask;
    }

    [LoggerMessage(EventIds.MessageReceived, LogLevel.Debug, "{ClientId} sent {Type}")]
    private partial void LogMessageReceived(string clientId, string type);

    [LoggerMessage(EventIds.MessageRefused, LogLevel.Debug, "Refused a message of {ClientId}: {Code}")]
    private partial void LogMessageRefused(string clientId, string code);

    [LoggerMessage(EventIds.HeartbeatReceived, LogLevel.Debug, "Heartbeat of {ClientId}")]
    private partial void LogHeartbeatReceived(string clientId);

    [LoggerMessage(EventIds.MessageCrashed, LogLevel.Error, "A message of {ClientId} could not be handled")]
    private partial void LogMessageCrashed(Exception exception, string clientId);

    [LoggerMessage(EventIds.MessageFailed, LogLevel.Error, "The cluster did not answer for {ClientId}: {Reason}")]
    private partial void LogClusterUnavailable(string clientId, string reason);
}
