using AndroidZen.Presence;
using Orleans.Concurrency;

namespace AndroidZen.Gateways;

/// <summary>
/// What the cluster asks of a web gateway and waits for. Publications and heartbeats never go this way: they have the stream. The gateway answers from
/// its own memory, so that what <c>/ws/stats</c> says is what is so.
/// </summary>
[Alias("androidzen.gateway-observer"), GrainInterfaceType("androidzen.gateway-observer")]
public interface IGatewayObserver : IGrainObserver
{
    /// <inheritdoc cref="IGatewayGrain.GetSnapshotAsync"/>
    [Alias("get-snapshot"), AlwaysInterleave]
    Task<GatewaySnapshot> GetSnapshotAsync();

    /// <inheritdoc cref="IGatewayGrain.GetPresenceAsync"/>
    [Alias("get-presence"), AlwaysInterleave]
    Task<TopicPresence> GetPresenceAsync(string topic, int limit);

    /// <inheritdoc cref="IGatewayGrain.DisconnectAsync"/>
    [Alias("disconnect"), AlwaysInterleave]
    Task<bool> DisconnectAsync(string connectionId, RemoteDisconnectReason reason);

    /// <inheritdoc cref="IGatewayGrain.CleanUpAsync"/>
    [Alias("clean-up"), AlwaysInterleave]
    Task<int> CleanUpAsync();
}

/// <summary>What a gateway holds at one moment.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-snapshot")]
public sealed record GatewaySnapshot
{
    [Id(0)] public required int Connections { get; init; }

    /// <summary>Those that are not closing.</summary>
    [Id(1)] public required int ActiveConnections { get; init; }

    [Id(2)] public required IReadOnlyCollection<string> Users { get; init; }

    /// <summary>How many connections are on each topic that clients subscribed to.</summary>
    [Id(3)] public required IReadOnlyDictionary<string, int> Subscriptions { get; init; }
}
