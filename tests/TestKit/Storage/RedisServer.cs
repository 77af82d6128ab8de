using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AndroidZen.TestKit.Storage;

/// <summary>A Redis server: what it has acknowledged is in a file. Not on the disk at once (<c>appendfsync always</c>, docs/operations.md): that survives the process, though not the machine, and tests kill processes.</summary>
public sealed class RedisServer : StorageServer
{
    private const string Program = "redis-server";

    /// <summary>Whether this machine has the program.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    public string ConnectionString => $"127.0.0.1:{Port},abortConnect=false"; // A machine that stands still when a process starts is no storage that is away.

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Cluster:Storage"] = "Redis", ["ConnectionStrings:Redis"] = ConnectionString };

    protected override string Package => Program;

    /// <summary>Starts a server, and waits until it answers.</summary>
    public static async Task<RedisServer> StartNewAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    protected override ProcessStartInfo Command() =>
        new(Program, ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "no", "--dir", Folder, "--daemonize", "no"]);

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await client.GetStream().ReadExactlyAsync(answer);
            return Encoding.ASCII.GetString(answer) == "+PONG\r\n";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
