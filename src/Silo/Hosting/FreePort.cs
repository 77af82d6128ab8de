using System.Net;
using System.Net.Sockets;

namespace AndroidZen.Silo.Hosting;

/// <summary>Ports for processes that nobody has to find by number.</summary>
internal static class FreePort
{
    /// <summary>A port of the loopback address that is free now.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
