using System.Net;
using AndroidZen.Users;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>Decides whether a handshake becomes a connection, before it is answered: what is refused costs no cluster call.</summary>
internal sealed class ConnectionAdmission(ConnectionQuotas quotas, IOptions<AuthOptions> auth)
{
    /// <summary>Gives the connection its place.</summary>
    /// <returns>Why there is none for it.</returns>
    public ConnectionRefusal? Admit(AuthenticateResult authentication, Caller caller, string clientId, IPAddress? address, out ConnectionPlace? place)
    {
        place = null;
        if (authentication.Failure is { } failure)
        {
            return new ConnectionRefusal(DisconnectReason.InvalidToken, ErrorCodes.InvalidToken, SocketTokens.WhyRefused(failure));
        }

        if (authentication.None && !auth.Value.AllowAnonymousSockets)
        {
            return new ConnectionRefusal(DisconnectReason.InvalidToken, ErrorCodes.InvalidToken, "A token is required");
        }

        if (!UserId.IsWellFormed(clientId))
        {
            return new ConnectionRefusal(DisconnectReason.InvalidClientId, ErrorCodes.InvalidClientId, $"client_id must be {UserId.Rule}");
        }

        return quotas.TryTake(clientId, caller.UserId, address, out place) is { } full
            ? new ConnectionRefusal(DisconnectReason.TooManyConnections, ErrorCodes.TooManyConnections, full)
            : null;
    }
}
