namespace AndroidZen.WebHost.Connections;

/// <summary>An encoded message. Encoded once, shared by all who receive it, never written to.</summary>
internal sealed class Frame(byte[] bytes)
{
    /// <summary>The UTF-8 text of one WebSocket message.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;
}
