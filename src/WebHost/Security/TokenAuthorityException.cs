namespace AndroidZen.WebHost.Security;

/// <summary>Whether a token is good cannot be said: the authority that publishes the keys does not answer. Nobody's token is at fault.</summary>
internal sealed class TokenAuthorityException(string message, Exception inner) : Exception(message, inner);
