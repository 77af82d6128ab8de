using AndroidZen.Presence;

namespace AndroidZen.Gateways;

/// <summary>
/// One life of a web gateway. Key: the gateway's id, new with every start. Its reminder sends the heartbeat down the gateway's stream and
/// notices when the gateway has died.
/// </summary>
[Alias("androidzen.gateway"), GrainInterfaceType("androidzen.gateway")]
public interface IGatewayGrain : IGrainWithStringKey
{
    /// <summary>Makes the gateway known and starts its heartbeat. Repeating it is harmless.</summary>
    [Alias("attach")]
    Task AttachAsync(GatewayRegistration registration, CancellationToken cancellationToken = default);

    /// <summary>Forgets the gateway: it stops in good order.</summary>
    [Alias("detach")]
    Task DetachAsync(CancellationToken cancellationToken = default);

    /// <summary>The gateway is alive. It gets an event through its stream for it, which tells it that the stream is too.</summary>
    /// <returns>Whether the grain knows the gateway; if not, it must attach again.</returns>
    [Alias("report")]
    Task<bool> ReportAsync(CancellationToken cancellationToken = default);

    /// <summary>Rises with every silo that comes or goes. Grains that were in memory there have forgotten the gateway then: it must state again what it holds.</summary>
    [Alias("get-membership-version")]
    Task<long> GetMembershipVersionAsync(CancellationToken cancellationToken = default);

    /// <summary>What the gateway holds right now, asked of the gateway itself; <see langword="null"/> if it does not answer.</summary>
    [Alias("get-snapshot")]
    Task<GatewaySnapshot?> GetSnapshotAsync(CancellationToken cancellationToken = default);

    /// <summary>Who is on a topic at the gateway right now, asked of the gateway itself; <see langword="null"/> if it does not answer.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="limit">The most connections that are named.</param>
    /// <param name="cancellationToken">The caller waits no longer.</param>
    [Alias("get-presence")]
    Task<TopicPresence?> GetPresenceAsync(string topic, int limit, CancellationToken cancellationToken = default);

    /// <summary>Closes a connection. When this returns <see cref="DisconnectOutcome.Closed"/>, it is gone and counted nowhere.</summary>
    [Alias("disconnect")]
    Task<DisconnectOutcome> DisconnectAsync(string connectionId, RemoteDisconnectReason reason, CancellationToken cancellationToken = default);

    /// <summary>Closes the connections that have been silent for too long.</summary>
    /// <returns>How many there were.</returns>
    [Alias("clean-up")]
    Task<int> CleanUpAsync(CancellationToken cancellationToken = default);
}

/// <summary>Who a gateway is, and how to call it.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-registration")]
public sealed record GatewayRegistration
{
    /// <summary>The machine and process, for people.</summary>
    [Id(0)] public required string Host { get; init; }

    [Id(1)] public required IGatewayObserver Observer { get; init; }

    /// <summary>The period of the heartbeat.</summary>
    [Id(2)] public required TimeSpan HeartbeatInterval { get; init; }
}

/// <summary>What came of closing a connection.</summary>
[GenerateSerializer, Alias("androidzen.disconnect-outcome")]
public enum DisconnectOutcome
{
    /// <summary>The gateway does not answer, or is not known at this moment: the connection may be there or not.</summary>
    Unreachable = 0,

    /// <summary>The gateway has no such connection.</summary>
    NotThere = 1,

    /// <summary>The connection is gone, and counted nowhere.</summary>
    Closed = 2,
}

/// <summary>Why somebody else than the gateway wants a connection closed.</summary>
[GenerateSerializer, Alias("androidzen.remote-disconnect-reason")]
public enum RemoteDisconnectReason
{
    /// <summary>An administrator said so (close code 4503).</summary>
    Administrator = 0,

    /// <summary>A newer connection has the same <c>client_id</c> (close code 4008).</summary>
    Replaced = 1,
}
