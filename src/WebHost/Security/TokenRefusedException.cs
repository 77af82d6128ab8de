namespace AndroidZen.WebHost.Security;

/// <summary>A token is signed as it should be, but does not say what it must. Its message may be told to whoever shows the token.</summary>
internal sealed class TokenRefusedException(string message) : Exception(message);
