using AndroidZen.Load.Measuring;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.TestKit;

namespace AndroidZen.Comparison.Systems;

/// <summary><c>bench/BareSockets</c>: the floor.</summary>
internal sealed class BareSockets : IContender, ISubscriberDialect
{
    public string Name => "bare WebSockets";

    public ISubscriberDialect Dialect => this;

    public ReadOnlyMemory<byte> KeepAlive => default;

    public TimeSpan KeepAlivePeriod => Timeout.InfiniteTimeSpan;

    public Deployment Start(string folder) => new(PlatformProcess.StartWebServer(Name, "bench/BareSockets", "AndroidZen.BareSockets", new Dictionary<string, string>()));

    public PublicationRequest Publish(ServerAddress server, string topic, int bytes) => PublicationRequest.Create(server, "/publish/" + topic, Stamp.ObjectOf(bytes));

    public string Path(int number) => "/ws";

    public IReadOnlyList<OpeningStep> Open(IReadOnlyList<string> topics) => [.. topics.Select(topic => new OpeningStep(topic, topic))];

    public int Count(ReadOnlySpan<byte> message) => 1;
}
