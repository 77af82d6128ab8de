using System.Net.WebSockets;
using AndroidZen.WebHost.Security;

namespace AndroidZen.WebHost.Connections;

/// <summary>One WebSocket: who it is, what waits for it, and its one reader and one writer.</summary>
internal sealed partial class ClientConnection
{
    private readonly WebSocket _socket;
    private readonly SocketTransport _transport;
    private readonly ClientConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly ConnectionMonitor _monitor;
    private readonly Outbox _outbox;
    private readonly TaskCompletionSource<DisconnectReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TokenBucket _messages;
    private long _lastHeardTicks;
    private volatile bool _hasClaimedId;
    private volatile Caller _caller;

    public ClientConnection(WebSocket socket, SocketTransport transport, string clientId, Caller caller, ClientConnectionOptions options, ConnectionMonitor monitor, TimeProvider clock)
    {
        _socket = socket;
        _transport = transport;
        _monitor = monitor;
        _options = options;
        _clock = clock;
        _outbox = new Outbox(OutboxBounds.Of(options));
        ClientId = clientId;
        Scope = new ConnectionScope(this);
        _caller = caller;
        ConnectedAt = clock.GetUtcNow();
        _lastHeardTicks = ConnectedAt.UtcTicks;
        transport.Attach(this);
    }

    /// <summary>Unlike <see cref="ClientId"/>, never that of an earlier connection.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string ClientId { get; }

    /// <summary>For what is logged of it.</summary>
    public ConnectionScope Scope { get; }

    /// <summary>Who it is, by its token of now. User and device stay what they were when it was opened: the cluster counts it there.</summary>
    public Caller Caller => _caller;

    public DateTimeOffset ConnectedAt { get; }

    /// <summary>Whether the cluster's directory has been told that this connection is the one with <see cref="ClientId"/>.</summary>
    public bool HasClaimedId => _hasClaimedId;

    /// <summary>The topics that the client has subscribed to.</summary>
    public SubscribedTopics Topics { get; } = new();

    /// <summary>When the client was last heard.</summary>
    public DateTimeOffset LastHeard => new(Volatile.Read(ref _lastHeardTicks), TimeSpan.Zero);

    /// <summary>Completes with the reason when the connection is to end.</summary>
    public Task<DisconnectReason> Ended => _ended.Task;

    /// <summary>Completes when the connection is counted nowhere any more.</summary>
    public Task Left => _left.Task;

    /// <inheritdoc cref="Outbox.Bytes"/>
    public long OutboxBytes => _outbox.Bytes;

    /// <inheritdoc cref="Outbox.HasRoom"/>
    public bool HasRoom => _outbox.HasRoom;

    /// <inheritdoc cref="Outbox.WhenRoomAsync"/>
    public ValueTask WhenRoomAsync() => _outbox.WhenRoomAsync();

    /// <summary>Ends the connection; the first reason counts. Frames that wait are still sent, then the close frame.</summary>
    /// <returns>Whether it is this call that ended it.</returns>
    public bool End(DisconnectReason reason)
    {
        if (!_ended.TrySetResult(reason))
        {
            return false;
        }

        if (reason == DisconnectReason.SlowConsumer)
        {
            _outbox.Abandon(isWriter: false); // Whoever reads too slowly for what waits would not live to read the close frame behind it.
        }
        else
        {
            _outbox.Complete();
        }

        return true;
    }

    /// <summary>Has a new token from now on: one of the same user, and of the same device if it is an agent's.</summary>
    public void Renew(Caller caller) => _caller = caller;

    /// <summary>Ends the connection if its token was valid until before <paramref name="time"/>. Called now and then for all, instead of a timer for each.</summary>
    public void EndIfTokenExpired(DateTimeOffset time)
    {
        if (_caller.TokenExpiresAt < time)
        {
            End(DisconnectReason.TokenExpired);
        }
    }

    /// <summary>The directory has this connection now.</summary>
    public void MarkClaimed() => _hasClaimedId = true;

    /// <summary>Cuts the transport, without a close frame.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Tells those who wait for it that the connection is counted nowhere.</summary>
    public void MarkLeft() => _left.TrySetResult();
}
