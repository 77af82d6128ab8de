using System.Net;
using AndroidZen.Load.Processes;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.TestKit;

namespace AndroidZen.Comparison.Systems;

/// <summary>A contender's process, bound to the servers' core.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private readonly PlatformProcess _process;
    private readonly string _folder;

    private RunningSystem(IContender contender, PlatformProcess process, string folder)
    {
        (Contender, _process, _folder) = (contender, process, folder);
        Server = new ServerAddress(new IPEndPoint(IPAddress.Loopback, process.Address!.Port), process.Address.Authority);
    }

    public IContender Contender { get; }

    public ServerAddress Server { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<RunningSystem> StartAsync(IContender contender)
    {
        var folder = Directory.CreateTempSubdirectory("androidzen-comparison-").FullName;

        // A thread of its own: a process inherits the core of the thread that starts it, and the thread ends with it.
        var process = await Task.Factory.StartNew(() =>
        {
            if (ProcessorAffinity.Cores > 1)
            {
                ProcessorAffinity.BindThread(Cores.Server);
            }

            return contender.Start(folder);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var system = new RunningSystem(contender, process, folder);
        try
        {
            await process.WhenReadyAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a loop's subscribers connect.</summary>
    public SubscriberPlace Place(EventLoop loop) => new(loop, Server);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
