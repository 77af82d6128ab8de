using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AndroidZen.WebHost.Connections;

/// <summary>
/// Where a client comes from: one address of IPv4, or one /64 network of IPv6. A single line has a /64 (RFC 6177), out of which whoever wants has a new address for every connection.
/// </summary>
internal readonly record struct ClientNetwork(UInt128 Prefix)
{
    /// <returns><see langword="null"/> without an address, as over a Unix socket.</returns>
    public static ClientNetwork? Of(IPAddress? address)
    {
        if (address is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return new ClientNetwork(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
