namespace AndroidZen.Gateways;

/// <summary>Which web gateways there are. One grain; key 0. Stored: it changes only when a gateway comes or goes.</summary>
[Alias("androidzen.gateway-directory"), GrainInterfaceType("androidzen.gateway-directory")]
public interface IGatewayDirectoryGrain : IGrainWithIntegerKey
{
    [Alias("add")]
    Task AddAsync(string gateway, string host, CancellationToken cancellationToken = default);

    [Alias("remove")]
    Task RemoveAsync(string gateway, CancellationToken cancellationToken = default);

    /// <summary>The ids of the gateways that are alive, or have died so lately that nobody has noticed.</summary>
    [Alias("list")]
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default);
}
