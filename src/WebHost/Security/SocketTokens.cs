using Microsoft.AspNetCore.Authentication;

namespace AndroidZen.WebHost.Security;

/// <summary>Checks the tokens of sockets: that of the handshake, and one that comes later over the socket, in one and the same way.</summary>
internal sealed class SocketTokens(IServiceProvider services)
{
    /// <summary>Checks the token of a handshake, with services of its own, which go when it is done: those of the request would stay as long as the connection.</summary>
    public async Task<AuthenticateResult> CheckAsync(HttpContext handshake)
    {
        handshake.RequestServices = services;
        if (!SecurityExtensions.BringsToken(handshake.Request))
        {
            return AuthenticateResult.NoResult();
        }

        await using var scope = services.CreateAsyncScope();
        handshake.RequestServices = scope.ServiceProvider;
        try
        {
            return await handshake.AuthenticateAsync();
        }
        finally
        {
            handshake.RequestServices = services;
        }
    }

    /// <summary>Checks a token that has come over a socket, as if it had come with a handshake.</summary>
    public Task<AuthenticateResult> CheckAsync(string token)
    {
        var handshake = new DefaultHttpContext();
        handshake.Request.Headers.Authorization = "Bearer " + token;
        return CheckAsync(handshake);
    }

    /// <summary>What may be told of a check that failed to whoever has shown the token.</summary>
    public static string WhyRefused(Exception? failure) => failure is TokenRefusedException ? failure.Message : "The token is not valid, or has expired";
}
