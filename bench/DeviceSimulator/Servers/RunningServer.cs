using AndroidZen.Load.Sockets;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>A server that runs already, and goes on running.</summary>
internal sealed record RunningServer(ServerAddress Address, string SigningKey, int? ProcessId, string? Database) : IServer
{
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
