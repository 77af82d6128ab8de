using System.Text.Json;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Topics;
using Microsoft.AspNetCore.Authentication;

namespace AndroidZen.WebHost.Connections;

/// <summary>Gives an open connection a new token (docs/protocol.md, "Token renewal"). What is refused leaves it the one that it has.</summary>
internal sealed partial class TokenRenewal(SocketTokens tokens, TopicAccess access, GatewaySubscriptions subscriptions, TimeProvider clock, ILogger<TokenRenewal> logger)
{
    /// <summary>Renews the token.</summary>
    /// <returns>What came of it: a JSON object; or what is wrong, by a code of <see cref="ErrorCodes"/>.</returns>
    public async Task<(byte[]? Answer, string Code, string Message)> RenewAsync(ClientConnection connection, ReadOnlyMemory<byte> data)
    {
        if (!connection.Caller.IsAuthenticated)
        {
            return (null, ErrorCodes.NotPermitted, "The connection was opened without a token; connect anew with one");
        }

        if (ReadToken(data) is not { } token)
        {
            return (null, ErrorCodes.InvalidToken, "\"data.token\" must be a token: a text that is not empty");
        }

        AuthenticateResult check;
        try
        {
            check = await tokens.CheckAsync(token);
        }
        catch (TokenAuthorityException exception)
        {
            LogRenewalUnchecked(exception, connection.ClientId);
            return (null, ErrorCodes.Unavailable, "The authority that issues tokens does not answer; try again");
        }

        if (!check.Succeeded)
        {
            return (null, ErrorCodes.InvalidToken, $"\"data.token\" must be one that could connect. {SocketTokens.WhyRefused(check.Failure)}");
        }

        var renewed = Caller.From(check.Principal);
        if (WhyNot(connection.Caller, renewed) is { } reason)
        {
            return (null, ErrorCodes.NotPermitted, reason);
        }

        connection.Renew(renewed);
        await LeaveWhatIsForbiddenAsync(connection);
        LogRenewed(connection.ClientId, renewed.TokenExpiresAt);
        return (FrameEncoder.RenewedToken(renewed, clock.GetUtcNow()), "", "");
    }

    /// <summary>Who a connection is does not change: its user's topic, its device's, and its place in the counts are those that it was opened with.</summary>
    private static string? WhyNot(Caller present, Caller renewed)
    {
        if (renewed.UserId != present.UserId)
        {
            return "\"data.token\" must be of the user whose connection this is; connect anew with the other one's";
        }

        return renewed.AgentOf == present.AgentOf
            ? null
            : "\"data.token\" must make the connection the agent of the same device as before, or of none as before; connect anew with it";
    }

    private static string? ReadToken(ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.TryGetMember("token", out var value) && value.TryGetText(out var token) && !string.IsNullOrWhiteSpace(token) ? token : null;
    }

    /// <summary>Takes the connection from the topics that its new token does not permit, from all at once, and then tells it.</summary>
    private async Task LeaveWhatIsForbiddenAsync(ClientConnection connection)
    {
        var forbidden = connection.Topics.All.Where(topic => !access.MaySubscribe(connection.Caller, topic)).ToList();
        var leaving = forbidden.Select(topic =>
        {
            connection.Topics.Remove(topic);
            return subscriptions.UnsubscribeAsync(topic, connection);
        }).ToList();
        foreach (var topic in forbidden)
        {
            await connection.WhenRoomAsync(); // There may be more of them than its outbox takes.
            connection.Enqueue(FrameEncoder.SubscriptionRejected(
                topic, ErrorCodes.NotPermitted, "This topic asks for a role that the new token does not have", clock.GetUtcNow(), default));
        }

        try
        {
            await Task.WhenAll(leaving);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // It gets nothing of them any more; the next renewal of the leases says what is so.
            LogLeavingUntold(exception, connection.ClientId);
        }
    }

    [LoggerMessage(EventIds.TokenRenewed, LogLevel.Debug, "{ClientId} has a new token, valid until {Expiry}")]
    private partial void LogRenewed(string clientId, DateTimeOffset? expiry);

    [LoggerMessage(EventIds.LeavingUntold, LogLevel.Warning, "The cluster has not been told of the topics that {ClientId} left with its new token")]
    private partial void LogLeavingUntold(Exception exception, string clientId);

    [LoggerMessage(EventIds.RenewalUnchecked, LogLevel.Error, "The authority of tokens (Auth:Authority) does not answer for {ClientId}")]
    private partial void LogRenewalUnchecked(Exception exception, string clientId);
}
