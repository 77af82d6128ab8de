using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.TestKit.Storage;

namespace AndroidZen.Comparison.Systems;

/// <summary>Two nodes of <c>bench/SignalRNode</c> with SignalR's Redis backplane between them. Redis' own processor time is not in the figures, its core is.</summary>
internal sealed class SignalRApart : IContender
{
    public string Name => "SignalR, Redis, two nodes";

    public ISubscriberDialect Dialect { get; } = new SignalRDialect();

    public Deployment Start(string folder)
    {
        var redis = RedisServer.StartNewAsync().GetAwaiter().GetResult(); // On a thread of its own, whose core the processes inherit.
        var settings = new Dictionary<string, string> { ["Redis"] = redis.ConnectionString };
        return new Deployment([SignalR.StartNode("node of the subscribers", settings), SignalR.StartNode("node of the publishers", settings)], redis);
    }

    public PublicationRequest Publish(ServerAddress server, string topic, int bytes) => SignalR.PublishTo(server, topic, bytes);
}
