namespace AndroidZen.WebHost.Connections;

/// <summary>What may wait for one socket.</summary>
/// <param name="MaxFrames">Beyond it the connection ends.</param>
/// <param name="MaxBytes">Beyond it the connection ends.</param>
/// <param name="HighFrames">Beyond it publications that have a key give way to later ones.</param>
/// <param name="HighBytes">Beyond it publications that have a key give way to later ones.</param>
internal sealed record OutboxBounds(int MaxFrames, long MaxBytes, int HighFrames, long HighBytes)
{
    public static OutboxBounds Of(ClientConnectionOptions options) =>
        new(options.OutboxFrames, options.OutboxBytes, Math.Min(options.OutboxHighFrames, options.OutboxFrames), Math.Min(options.OutboxHighBytes, options.OutboxBytes));
}
