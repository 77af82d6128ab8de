using System.Net;
using System.Net.Sockets;

namespace AndroidZen.Silo.Hosting;

/// <summary>Ports for processes that nobody has to find by number.</summary>
internal static class FreePort
{
    // Below the ports that Linux (from 32768 on) and Windows (from 49152 on) give to outgoing connections: one of these would take a port between the choice and its use. And below those of Kubernetes (from 30000 on).
    private const int First = 20_000;
    private const int End = 30_000;

    private static int _last = Random.Shared.Next(First, End);

    /// <summary>A port of the loopback address that nobody listens on, and that this process has not been given before in a long time.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public static int Next()
    {
        for (var tried = First; tried < End; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % (End - First));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // The next one, then. Windows keeps some to itself.
            }
        }

        throw new InvalidOperationException($"No port of {IPAddress.Loopback} from {First} to {End} is free.");
    }
}
