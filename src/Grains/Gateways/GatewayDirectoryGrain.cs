using System.Collections.Immutable;
using AndroidZen.Gateways;
using AndroidZen.Grains.Storage;

namespace AndroidZen.Grains.Gateways;

/// <inheritdoc cref="IGatewayDirectoryGrain"/>
[GrainType("gateway-directory")]
internal sealed class GatewayDirectoryGrain([PersistentState("gateways")] IPersistentState<GatewayDirectoryState> gateways)
    : Grain, IGatewayDirectoryGrain
{
    public Task AddAsync(string gateway, string host, CancellationToken cancellationToken) => SetAsync(gateways.State.HostByGateway.SetItem(gateway, host));

    public Task RemoveAsync(string gateway, CancellationToken cancellationToken) => SetAsync(gateways.State.HostByGateway.Remove(gateway));

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. gateways.State.HostByGateway.Keys]);

    private Task SetAsync(ImmutableDictionary<string, string> next) => ReferenceEquals(next, gateways.State.HostByGateway)
        ? Task.CompletedTask
        : gateways.CommitAsync(new GatewayDirectoryState { HostByGateway = next });
}
