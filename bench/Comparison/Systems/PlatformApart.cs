using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.TestKit;

namespace AndroidZen.Comparison.Systems;

/// <summary>The platform as a cluster: one silo, and two web hosts that are its clients.</summary>
internal sealed class PlatformApart : IContender
{
    public string Name => "AndroidZen, a silo and two web hosts";

    public ISubscriberDialect Dialect { get; } = new PlatformDialect();

    public Deployment Start(string folder)
    {
        var settings = Platform.Settings(folder);
        settings["Orleans:Clustering:ProviderType"] = "Sqlite";
        return new Deployment(
        [
            PlatformProcess.StartSilo("silo", settings),
            PlatformProcess.StartWebHost("web host of the subscribers", settings),
            PlatformProcess.StartWebHost("web host of the publishers", settings),
        ]);
    }

    public PublicationRequest Publish(ServerAddress server, string topic, int bytes) => PlatformPublication.To(server, topic, bytes);
}
