using System.Net;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Subscribing;

/// <summary>Between what a subscriber's connection is.</summary>
/// <param name="Loop">Who reads it.</param>
/// <param name="Server">Where to connect.</param>
/// <param name="Local">A source address, if it matters.</param>
/// <param name="ReceiveBuffer">The size of the kernel's buffer, if it matters.</param>
public sealed record SubscriberPlace(EventLoop Loop, IPEndPoint Server, IPAddress? Local = null, int? ReceiveBuffer = null);
