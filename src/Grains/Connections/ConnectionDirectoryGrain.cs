using AndroidZen.Connections;

namespace AndroidZen.Grains.Connections;

/// <summary>A shard of the directory. In memory: gateways renew what they hold with every heartbeat, so a lost shard fills again.</summary>
[GrainType("connection-directory")]
internal sealed class ConnectionDirectoryGrain(TimeProvider clock) : Grain, IConnectionDirectoryGrain
{
    private readonly Dictionary<string, Claim> _claims = new(StringComparer.Ordinal);

    public Task<ConnectionLocation?> ClaimAsync(string clientId, ConnectionLocation location, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var previous = Current(clientId, now);
        _claims[clientId] = new Claim(location, now + lease);
        return Task.FromResult(previous?.ConnectionId == location.ConnectionId ? null : previous);
    }

    public Task ReleaseAsync(string clientId, string connectionId, CancellationToken cancellationToken)
    {
        if (_claims.TryGetValue(clientId, out var claim) && claim.Location.ConnectionId == connectionId)
        {
            _claims.Remove(clientId);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> RenewAsync(string gateway, IReadOnlyDictionary<string, string> connectionIdByClientId, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var replaced = new List<string>();
        foreach (var (clientId, connectionId) in connectionIdByClientId)
        {
            var current = Current(clientId, now);
            if (current is null || current.ConnectionId == connectionId)
            {
                _claims[clientId] = new Claim(new ConnectionLocation(gateway, connectionId), now + lease);
            }
            else
            {
                replaced.Add(connectionId);
            }
        }

        foreach (var clientId in _claims.Where(claim => claim.Value.Until <= now).Select(claim => claim.Key).ToList())
        {
            _claims.Remove(clientId);
        }

        return Task.FromResult<IReadOnlyList<string>>(replaced);
    }

    public Task<ConnectionLocation?> FindAsync(string clientId, CancellationToken cancellationToken) => Task.FromResult(Current(clientId, clock.GetUtcNow()));

    private ConnectionLocation? Current(string clientId, DateTimeOffset now) =>
        _claims.TryGetValue(clientId, out var claim) && claim.Until > now ? claim.Location : null;

    private sealed record Claim(ConnectionLocation Location, DateTimeOffset Until);
}
