namespace AndroidZen.WebHost.Connections;

/// <summary>Does what clients say.</summary>
internal interface IClientMessageHandler
{
    /// <summary>Handles one text message; what is in <paramref name="text"/> is gone when this completes. Never throws for what the client or the cluster did.</summary>
    Task HandleAsync(ClientConnection connection, ReadOnlyMemory<byte> text);
}
