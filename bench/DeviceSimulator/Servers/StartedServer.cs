using System.Globalization;
using System.Net;
using AndroidZen.Load.Processes;
using AndroidZen.Load.Sockets;
using AndroidZen.TestKit;

namespace AndroidZen.DeviceSimulator.Servers;

/// <summary>One web host of this build with its silo inside, in a temporary folder, on a core of its own.</summary>
internal sealed class StartedServer : IServer
{
    private const int ServerCore = 0;
    private const int LoadCore = 1;

    private readonly PlatformProcess _process;
    private readonly string _folder;

    private StartedServer(PlatformProcess process, string folder, string signingKey) => (_process, _folder, SigningKey) = (process, folder, signingKey);

    public ServerAddress Address => new(new IPEndPoint(IPAddress.Loopback, _process.Address!.Port), _process.Address.Authority);

    public string SigningKey { get; }

    public int? ProcessId => _process.Id;

    public string? Database => Path.Combine(_folder, "androidzen.db");

    /// <summary>Binds this program to the core that the server will not have; it is replaced by itself for that.</summary>
    public static void LeaveCore()
    {
        if (ProcessorAffinity.Cores > 1)
        {
            ProcessorAffinity.BindProgram(LoadCore);
        }
    }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<StartedServer> StartAsync(TimeSpan deviceTimeout)
    {
        var (folder, signingKey) = (Directory.CreateTempSubdirectory("androidzen-devices-").FullName, Guid.NewGuid().ToString() + Guid.NewGuid());
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Data:Folder"] = folder,
            ["Auth:SigningKey"] = signingKey,
            ["Logging:LogLevel:Default"] = "Warning",
            ["Devices:Timeout"] = deviceTimeout.ToString("c", CultureInfo.InvariantCulture),
        };

        // A thread of its own: a process inherits the core of the thread that starts it, and the thread ends with it.
        var process = await Task.Factory.StartNew(() =>
        {
            if (ProcessorAffinity.Cores > 1)
            {
                ProcessorAffinity.BindThread(ServerCore);
            }

            return PlatformProcess.StartWebHost("web host", settings);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var server = new StartedServer(process, folder, signingKey);
        try
        {
            await process.WhenReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in ServerOutput.Summarize(_process.Output))
        {
            await Console.Error.WriteLineAsync(line);
        }

        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
