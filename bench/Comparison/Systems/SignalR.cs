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

    public PlatformProcess Start(string folder) => PlatformProcess.StartWebServer(Name, "bench/SignalRNode", "AndroidZen.SignalRNode", new Dictionary<string, string>());

    public PublicationRequest Publish(ServerAddress server, string topic, int bytes) => PublicationRequest.Create(server, "/publish/" + topic, Stamp.ObjectOf(bytes));
}
