using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator.Sending;

/// <summary>How an agent opens: its first heartbeat is answered when the server has taken it. It sends no others: what it reports says that it is there, and one that is silent says nothing.</summary>
internal sealed class AgentDialect : ISubscriberDialect
{
    public ReadOnlyMemory<byte> KeepAlive => default;

    public TimeSpan KeepAlivePeriod => Timeout.InfiniteTimeSpan;

    public string Path(int number) => "/ws";

    public IReadOnlyList<OpeningStep> Open(IReadOnlyList<string> topics) => [new("""{"type":"heartbeat"}""", "\"alive\"", "\"code\":\"")];

    public int Count(ReadOnlySpan<byte> message) => message.StartsWith("{\"type\":\"ack\""u8) ? 1 : 0;
}
