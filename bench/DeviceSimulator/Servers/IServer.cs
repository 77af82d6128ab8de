using AndroidZen.Load.Sockets;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>The server that the devices report to.</summary>
internal interface IServer : IAsyncDisposable
{
    ServerAddress Address { get; }

    /// <summary>Whose tokens it believes.</summary>
    string SigningKey { get; }

    /// <summary>Its process, if it is on this machine.</summary>
    int? ProcessId { get; }

    /// <summary>Its SQLite database, if it has one on this machine.</summary>
    string? Database { get; }
}
