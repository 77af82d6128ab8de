using AndroidZen.Topics;

namespace AndroidZen.Gateways;

/// <summary>What goes down a web gateway's stream: a publication, a heartbeat, or neither: then it only proves that the way is open.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-event")]
public sealed record GatewayEvent
{
    [Id(0)] public Publication? Publication { get; init; }

    [Id(1)] public GatewayHeartbeat? Heartbeat { get; init; }

    /// <summary>The trace of the request that the publication comes from, if that is recorded.</summary>
    [Id(2)] public TraceContext? Trace { get; init; }

    /// <summary>Comes with every report of the gateway: a stream that is silent for longer has lost its subscription.</summary>
    public static GatewayEvent Probe { get; } = new();
}

/// <summary>The gateway's reminder has ticked: a heartbeat for every socket, and a proof that the way from silo to gateway is open.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-heartbeat")]
public sealed record GatewayHeartbeat([property: Id(0)] DateTimeOffset SentAt);

/// <summary>Where a gateway's events are: one stream per web gateway, its key the gateway's id.</summary>
public static class GatewayStreams
{
    /// <summary>The name of the stream provider: configured in <c>Orleans:Streaming:gateways</c>.</summary>
    public const string ProviderName = "gateways";

    /// <summary>The namespace of the streams.</summary>
    public const string Namespace = "gateway";
}
