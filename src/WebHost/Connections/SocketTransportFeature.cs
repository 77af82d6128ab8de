using Microsoft.AspNetCore.Http.Features;

namespace AndroidZen.WebHost.Connections;

/// <summary>Puts a <see cref="SocketTransport"/> under the WebSocket that a request becomes, by an upgrade (RFC 6455) or by an extended CONNECT (RFC 8441).</summary>
internal sealed class SocketTransportFeature : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private SocketTransportFeature(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect) => (_upgrade, _connect) = (upgrade, connect);

    /// <summary>The transport, once the WebSocket has been accepted.</summary>
    public SocketTransport? Transport { get; private set; }

    public bool IsUpgradableRequest => _upgrade is { IsUpgradableRequest: true };

    public bool IsExtendedConnect => _connect is { IsExtendedConnect: true };

    public string? Protocol => _connect?.Protocol;

    /// <summary>Before <c>UseWebSockets</c>, which takes the features as it finds them.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        var (upgrade, connect) = (context.Features.Get<IHttpUpgradeFeature>(), context.Features.Get<IHttpExtendedConnectFeature>());
        if (upgrade is { IsUpgradableRequest: true } || connect is { IsExtendedConnect: true })
        {
            var feature = new SocketTransportFeature(upgrade, connect);
            context.Features.Set(feature);
            context.Features.Set<IHttpUpgradeFeature>(upgrade is null ? null : feature);
            context.Features.Set<IHttpExtendedConnectFeature>(connect is null ? null : feature);
        }

        return next(context);
    });

    public async Task<Stream> UpgradeAsync() => Transport = new SocketTransport(await _upgrade!.UpgradeAsync());

    public async ValueTask<Stream> AcceptAsync() => Transport = new SocketTransport(await _connect!.AcceptAsync());
}
