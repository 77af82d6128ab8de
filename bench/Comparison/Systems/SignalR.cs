using AndroidZen.Load.Measuring;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.TestKit;

namespace AndroidZen.Comparison.Systems;

/// <summary>One node of <c>bench/SignalRNode</c> without a backplane.</summary>
internal sealed class SignalR : IContender
{
    public string Name => "SignalR";

    public ISubscriberDialect Dialect { get; } = new SignalRDialect();

    public Deployment Start(string folder) => new(StartNode(Name, new Dictionary<string, string>()));

    public PublicationRequest Publish(ServerAddress server, string topic, int bytes) => PublishTo(server, topic, bytes);

    /// <summary>Starts a node; with the setting <c>Redis</c>, one of several.</summary>
    public static PlatformProcess StartNode(string name, IReadOnlyDictionary<string, string> settings) =>
        PlatformProcess.StartWebServer(name, "bench/SignalRNode", "AndroidZen.SignalRNode", settings);

    /// <summary>The POST that publishes at a node.</summary>
    public static PublicationRequest PublishTo(ServerAddress node, string topic, int bytes) => PublicationRequest.Create(node, "/publish/" + topic, Stamp.ObjectOf(bytes));
}
