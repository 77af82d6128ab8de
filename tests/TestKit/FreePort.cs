using System.Net;
using System.Net.Sockets;

namespace AndroidZen.TestKit;

/// <summary>Ports for the processes that tests start.</summary>
public static class FreePort
{
    // Below the ports that Linux (from 32768 on) and Windows (from 49152 on) give to outgoing connections: one of these would take a port between the choice and its use.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static int _last = Random.Shared.Next(First, Last);

    /// <summary>A port of the loopback address that nobody listens on, and that this process has not been given before in a long time.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % (Last - First));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
