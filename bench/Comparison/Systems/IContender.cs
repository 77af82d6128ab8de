using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Systems;

/// <summary>One of the systems that are compared: how it is started, and spoken to.</summary>
internal interface IContender
{
    string Name { get; }

    ISubscriberDialect Dialect { get; }

    /// <summary>Starts its processes, on the core of the calling thread.</summary>
    /// <param name="folder">Of its own, and empty.</param>
    Deployment Start(string folder);

    /// <summary>The POST that publishes.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="topic">One of <see cref="TopicNaming"/>.</param>
    /// <param name="bytes">How large what is published is.</param>
    PublicationRequest Publish(ServerAddress server, string topic, int bytes);
}
