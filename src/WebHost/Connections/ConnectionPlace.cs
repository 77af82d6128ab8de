namespace AndroidZen.WebHost.Connections;

/// <summary>A connection's place among those that this web host takes; given back by disposing of it, which may happen more than once.</summary>
internal sealed class ConnectionPlace(ConnectionQuotas owner, string clientId, string? userId, ClientNetwork? network, ConnectionPlace? replaced) : IDisposable
{
    public string ClientId => clientId;

    public string? UserId => userId;

    public ClientNetwork? Network => network;

    /// <summary>The place of an older connection with the same <c>client_id</c>, which is not counted while this one is; forgotten when the older one is closed.</summary>
    public ConnectionPlace? Replaced { get; set; } = replaced;

    /// <summary>Whether it is counted.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Whether it has been given back.</summary>
    public bool IsGone { get; set; }

    /// <summary>The connection has been opened: the next one with its <c>client_id</c> may take its place.</summary>
    public void MarkOpen() => owner.MarkOpen(this);

    public void Dispose() => owner.GiveBack(this);
}
