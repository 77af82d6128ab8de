using AndroidZen.Presence;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Presence;

/// <summary>Who is on which topic at this gateway, of those topics that tell it, and the presence grains' knowledge of it.</summary>
internal sealed class GatewayPresence
{
    private readonly ConnectionGroups _topics;
    private readonly IGrainFactory _grains;
    private readonly GatewayIdentity _gateway;
    private readonly IOptions<WebGatewayOptions> _options;
    private long _version;

    public GatewayPresence(IGrainFactory grains, GatewayIdentity gateway, TimeProvider clock, IOptions<WebGatewayOptions> options)
    {
        (_grains, _gateway, _options) = (grains, gateway, options);
        _topics = new ConnectionGroups(clock, StateAsync);
    }

    /// <summary>A connection has come to a topic; when this returns, that has been told.</summary>
    public Task AddAsync(string topic, ClientConnection connection) => _topics.AddAsync(topic, connection);

    /// <summary>A connection has left a topic; when this returns, the cluster knows it.</summary>
    public Task RemoveAsync(string topic, ClientConnection connection) => _topics.RemoveAsync(topic, connection);

    /// <inheritdoc cref="ConnectionGroups.Forget"/>
    public void Forget(string topic, ClientConnection connection) => _topics.Forget(topic, connection);

    /// <inheritdoc cref="ConnectionGroups.RenewAsync"/>
    public Task<IReadOnlyCollection<Exception>> RenewAsync(RenewalPace pace, CancellationToken cancellationToken) => _topics.RenewAsync(pace, cancellationToken);

    /// <summary>What is said of the connections on a topic, whether it tells its presence or not.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="connections">All that are on it.</param>
    /// <param name="limit">The most that are named.</param>
    public TopicPresence Describe(string topic, IReadOnlyList<ClientConnection> connections, int limit) => new()
    {
        Gateway = _gateway.Id,
        Connections = connections.Count,
        Users = [.. connections.Select(connection => connection.Caller.UserId).OfType<string>().Distinct(StringComparer.Ordinal)],
        Members =
        [
            .. connections.OrderBy(connection => connection.ClientId, StringComparer.Ordinal).Take(limit)
                .Select(connection => Member(connection, _topics.FindSince(topic, connection))),
        ],
    };

    private Task StateAsync(string topic, IReadOnlyDictionary<ClientConnection, DateTimeOffset> connections) => _grains.GetPresence(topic).SetMembersAsync(new GatewayMembers
    {
        Gateway = _gateway.Id,
        Members = [.. connections.Select(connection => Member(connection.Key, connection.Value))],
        Lease = _options.Value.Lease,
        Version = Interlocked.Increment(ref _version),
    });

    private static TopicMember Member(ClientConnection connection, DateTimeOffset? since) => new(connection.ClientId, connection.Caller.UserId, since);
}
