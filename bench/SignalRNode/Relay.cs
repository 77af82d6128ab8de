using System.Net;
using System.Net.Sockets;

namespace AndroidZen.SignalRNode;

/// <summary>
/// The least that a .NET process between nodes can do: it sends what a node sends to all of them, itself included, which is the acknowledgement.
/// What it costs is the floor of all that has a .NET process between its nodes, a silo for example.
/// </summary>
internal static class Relay
{
    public const string Command = "relay";

    private static readonly Lock _turn = new();
    private static readonly List<Socket> _nodes = [];

    /// <summary>Runs until the process is killed.</summary>
    public static async Task RunAsync(IPEndPoint address)
    {
        using var listener = new TcpListener(address);
        listener.Start();
        Console.WriteLine("Application started."); // As a host says it.
        while (true)
        {
            var node = await listener.AcceptSocketAsync();
            node.NoDelay = true;
            lock (_turn)
            {
                _nodes.Add(node);
            }

            _ = RelayFrames.ReadAsync(node, (_, body) => SendToAllAsync(node, body));
        }
    }

    private static Task SendToAllAsync(Socket sender, byte[] body)
    {
        lock (_turn)
        {
            foreach (var node in _nodes)
            {
                RelayFrames.Send(node, isOwn: node == sender, body);
            }
        }

        return Task.CompletedTask;
    }
}
