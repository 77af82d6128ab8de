using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// Counts the sockets that wait for their clients' close frames, refused ones included, and bounds them. They are connections no more, so nothing else does, and a client that does not answer has
/// <see cref="ClientConnectionOptions.SendTimeout"/> and <see cref="ClientConnectionOptions.CloseTimeout"/>.
/// </summary>
internal sealed class ClosingSockets(IOptions<ClientConnectionOptions> options)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <returns><see langword="false"/> if there are too many; otherwise <see cref="Leave"/> must follow.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= options.Value.MaxClosing)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
