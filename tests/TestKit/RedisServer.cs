using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AndroidZen.TestKit;

/// <summary>A Redis server (Debian's package <c>redis-server</c>) on a free port, which keeps nothing and is gone with the test.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Command = "redis-server";

    private static readonly string[] _providers = ["Clustering", "GrainStorage:Default", "GrainStorage:PubSubStore", "Reminders"];

    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-redis-").FullName;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private RedisServer()
    {
        Port = FreePort.Next();
        string[] arguments = ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder, "--daemonize", "no"];
        _process = new Process { StartInfo = new ProcessStartInfo(Command, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
    }

    /// <summary>Whether this machine has the program.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Command)));

    public int Port { get; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>What a process is configured with to keep everything here: membership, grain state, stream subscriptions and reminders.</summary>
    public Dictionary<string, string> Settings
    {
        get
        {
            var settings = _providers.SelectMany(section => new Dictionary<string, string>
            {
                [$"Orleans:{section}:ProviderType"] = "Redis",
                [$"Orleans:{section}:ConnectionName"] = "redis",
            }).ToDictionary();
            settings["ConnectionStrings:redis"] = ConnectionString;
            return settings;
        }
    }

    /// <summary>The part of <see cref="Settings"/> that a client of the cluster understands: Orleans refuses a client that is configured with what only silos have.</summary>
    public Dictionary<string, string> ClientSettings => Settings
        .Where(setting => !setting.Key.StartsWith("Orleans:", StringComparison.Ordinal) || setting.Key.StartsWith("Orleans:Clustering:", StringComparison.Ordinal))
        .ToDictionary();

    /// <summary>Starts a server, and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        try
        {
            server._process.Start();
        }
        catch (Win32Exception exception)
        {
            server._process.Dispose();
            Directory.Delete(server._folder);
            throw new InvalidOperationException($"{Command} is not installed: ./test.sh installs it, or \"apt-get install {Command}\".", exception);
        }

        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await Eventually.HoldsAsync("redis-server answers", server.AnswersAsync);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{Command} has ended:\n{string.Join('\n', _output)}");
        }

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
