using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.TestKit;

namespace AndroidZen.Comparison.Systems;

/// <summary>The platform as it is delivered: one web host with its silo inside.</summary>
internal sealed class Platform : IContender
{
    public string Name => "AndroidZen";

    public ISubscriberDialect Dialect { get; } = new PlatformDialect();

    public Deployment Start(string folder) => new(PlatformProcess.StartWebHost(Name, Settings(folder)));

    public PublicationRequest Publish(ServerAddress server, string topic, int bytes) => PlatformPublication.To(server, topic, bytes);

    /// <summary>What every process of the platform is configured with.</summary>
    public static Dictionary<string, string> Settings(string folder) => new()
    {
        ["Data:Folder"] = folder,
        ["Auth:SigningKey"] = Guid.NewGuid().ToString() + Guid.NewGuid(),
        ["Auth:AllowAnonymousPublishing"] = "true", // The others check no tokens either.
    };
}
