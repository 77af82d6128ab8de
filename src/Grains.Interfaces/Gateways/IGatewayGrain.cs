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
    Task AttachAsync(GatewayRegistration registration);

    /// <summary>Forgets the gateway: it stops in good order.</summary>
    [Alias("detach")]
    Task DetachAsync();

    /// <summary>The gateway is alive.</summary>
    /// <returns>Whether the grain knows the gateway; if not, it must attach again.</returns>
    [Alias("report")]
    Task<bool> ReportAsync();

    /// <summary>Rises with every silo that comes or goes. Grains that were in memory there have forgotten the gateway then: it must state again what it holds.</summary>
    [Alias("get-membership-version")]
    Task<long> GetMembershipVersionAsync();

    /// <summary>What the gateway holds right now, asked of the gateway itself; <see langword="null"/> if it does not answer.</summary>
    [Alias("get-snapshot")]
    Task<GatewaySnapshot?> GetSnapshotAsync();

    /// <summary>Closes a connection.</summary>
    /// <returns>Whether it was there; when this returns, it is gone and counted nowhere.</returns>
    [Alias("disconnect")]
    Task<bool> DisconnectAsync(string connectionId, RemoteDisconnectReason reason);

    /// <summary>Closes the connections that have been silent for too long.</summary>
    /// <returns>How many there were.</returns>
    [Alias("clean-up")]
    Task<int> CleanUpAsync();
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

/// <summary>Why somebody else than the gateway wants a connection closed.</summary>
[GenerateSerializer, Alias("androidzen.remote-disconnect-reason")]
public enum RemoteDisconnectReason
{
    /// <summary>An administrator said so (close code 4503).</summary>
    Administrator = 0,

    /// <summary>A newer connection has the same <c>client_id</c> (close code 4008).</summary>
    Replaced = 1,
}
