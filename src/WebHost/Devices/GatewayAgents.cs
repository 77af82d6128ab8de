using AndroidZen.Devices;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Devices;

/// <summary>The agents of devices that are connected to this gateway, and the device grains' knowledge of it: a device comes and goes with its agent's sockets.</summary>
internal sealed class GatewayAgents(IGrainFactory grains, GatewayIdentity gateway, TimeProvider clock, IOptions<WebGatewayOptions> options)
{
    private readonly ConnectionGroups _agents = new(clock, (deviceId, connections) => grains.GetDevice(deviceId).SetAgentsAsync(new DeviceAgents
    {
        Gateway = gateway.Id,
        Connections = connections.Count,
        LastHeard = connections.Count == 0 ? clock.GetUtcNow() : connections.Keys.Max(connection => connection.LastHeard),
        Lease = options.Value.Lease,
        Version = clock.GetUtcNow().UtcTicks, // Of one device one statement is under way at a time.
    }));

    /// <inheritdoc cref="ConnectionGroups.AddAsync"/>
    public Task AddAsync(string deviceId, ClientConnection connection) => _agents.AddAsync(deviceId, connection);

    /// <inheritdoc cref="ConnectionGroups.RemoveAsync"/>
    public Task RemoveAsync(string deviceId, ClientConnection connection) => _agents.RemoveAsync(deviceId, connection);

    /// <inheritdoc cref="ConnectionGroups.RenewAsync"/>
    public Task<IReadOnlyCollection<Exception>> RenewAsync(RenewalPace pace, CancellationToken cancellationToken) => _agents.RenewAsync(pace, cancellationToken);
}
