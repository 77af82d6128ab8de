using System.Net;

namespace AndroidZen.Load.Sockets;

/// <summary>Where a server is.</summary>
/// <param name="EndPoint">Where to connect.</param>
/// <param name="Host">What to call it: servers may look at it (<c>AllowedHosts</c>).</param>
public sealed record ServerAddress(IPEndPoint EndPoint, string Host)
{
    /// <summary>The server of a URL. There is no TLS: what is measured would be the encryption.</summary>
    public static async Task<ServerAddress> ResolveAsync(Uri url, CancellationToken cancellationToken = default)
    {
        if (url.Scheme is not ("http" or "ws"))
        {
            throw new NotSupportedException($"{url}: only http is spoken. Behind a proxy that ends TLS, name the server itself.");
        }

        var addresses = await Dns.GetHostAddressesAsync(url.DnsSafeHost, cancellationToken);
        return new ServerAddress(new IPEndPoint(addresses[0], url.Port), url.Authority);
    }
}
