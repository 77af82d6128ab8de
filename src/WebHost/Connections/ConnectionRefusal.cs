namespace AndroidZen.WebHost.Connections;

/// <summary>Why a handshake does not become a connection: the close code, and the <c>error</c> that comes before it.</summary>
internal readonly record struct ConnectionRefusal(DisconnectReason Reason, string Code, string Message);
