using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.WebSockets;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace AndroidZen.Benchmarks.Connections;

/// <summary>Connections that have been greeted, and write into nothing.</summary>
internal sealed class Receivers : IMeterFactory
{
    private readonly ConnectionMonitor _monitor;
    private readonly ClientConnectionOptions _options = new();

    public Receivers() => _monitor = new ConnectionMonitor(this, new ConnectionRegistry(), NullLogger<ConnectionMonitor>.Instance);

    public async Task<ClientConnection> ConnectAsync(int number)
    {
        var transport = new SocketTransport(new BottomlessStream());
        var socket = WebSocket.CreateFromStream(transport, new WebSocketCreationOptions { IsServer = true });
        var connection = new ClientConnection(socket, transport, number.ToString(CultureInfo.InvariantCulture), Caller.Anonymous, _options, _monitor, TimeProvider.System);
        connection.StartSending(new Frame("{}"u8));
        await connection.WhenAllSentAsync();
        return connection;
    }

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose() => _monitor.Dispose();
}
