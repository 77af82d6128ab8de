using System.Net;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Subscribing;

/// <summary>Between what subscribers' connections are.</summary>
/// <param name="Loop">Who reads them.</param>
/// <param name="Server">Where to connect.</param>
/// <param name="Locals">Source addresses, taken in turns, where one has not enough ports.</param>
/// <param name="ReceiveBuffer">The size of the kernel's buffer, if it matters.</param>
public sealed record SubscriberPlace(EventLoop Loop, ServerAddress Server, IReadOnlyList<IPAddress>? Locals = null, int? ReceiveBuffer = null)
{
    internal IPAddress? Local(int number) => Locals is { Count: > 0 } ? Locals[number % Locals.Count] : null;
}
