namespace AndroidZen.Load.Subscribing;

/// <summary>SignalR's JSON protocol, without its negotiation.</summary>
public sealed class SignalRDialect : ISubscriberDialect
{
    /// <summary>What ends every message.</summary>
    private const string End = "\u001e";

    private const string ErrorMember = "\"error\":\"";

    private static readonly byte[] _ping = """{"type":6}"""u8.ToArray();

    public ReadOnlyMemory<byte> KeepAlive { get; } = (byte[])[.. _ping, (byte)End[0]];

    public TimeSpan KeepAlivePeriod { get; } = TimeSpan.FromSeconds(10);

    public string Path(int number) => "/hub";

    public IReadOnlyList<OpeningStep> Open(IReadOnlyList<string> topics) =>
    [
        new("""{"protocol":"json","version":1}""" + End, "{}" + End, ErrorMember),
        .. topics.Select(topic => new OpeningStep($$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["{{topic}}"]}""" + End, "\"type\":3", ErrorMember)),
    ];

    /// <summary>One WebSocket message may carry several of SignalR's.</summary>
    public int Count(ReadOnlySpan<byte> message) => message.StartsWith(_ping) ? 0 : message.Count((byte)End[0]);
}
