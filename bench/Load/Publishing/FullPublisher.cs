using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Publishing;

/// <summary>As fast as the whole way takes: the next publication goes out when one has been answered, and as many as that have reached all their receivers.</summary>
/// <param name="loop">Whose sockets they are.</param>
/// <param name="server">Where to.</param>
/// <param name="requests">What is published, in turns.</param>
/// <param name="inFlight">How many publications may be under way.</param>
/// <param name="receivers">How many each one has; none if only answers count.</param>
/// <param name="delivered">How many deliveries there have been since this publisher began.</param>
public sealed class FullPublisher(EventLoop loop, ServerAddress server, IReadOnlyList<PublicationRequest> requests, int inFlight, int receivers, Func<long> delivered)
    : Publisher(loop, server, requests, inFlight)
{
    protected override void PublishDue()
    {
        while ((Published + 1 - MaxConnections) * receivers <= delivered() && TryPublish(Now))
        {
        }
    }
}
