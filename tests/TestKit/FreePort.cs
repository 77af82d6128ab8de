using System.Net;
using System.Net.Sockets;

namespace AndroidZen.TestKit;

/// <summary>Ports for the processes that tests start.</summary>
public static class FreePort
{
    /// <summary>A port of the loopback address that is free now.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
