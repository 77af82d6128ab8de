using System.Net;
using AndroidZen.Load.Processes;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Systems;

/// <summary>A contender's processes, bound to the servers' core.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private readonly Deployment _deployment;
    private readonly string _folder;

    private RunningSystem(IContender contender, Deployment deployment, string folder) => (Contender, _deployment, _folder) = (contender, deployment, folder);

    public IContender Contender { get; }

    /// <summary>Where publishers post.</summary>
    public ServerAddress Server => AddressOf(_deployment.PublisherAddress);

    public IReadOnlyList<int> ProcessIds => _deployment.ProcessIds;

    /// <summary>Starts them, and waits until they are ready.</summary>
    public static async Task<RunningSystem> StartAsync(IContender contender)
    {
        var folder = Directory.CreateTempSubdirectory("androidzen-comparison-").FullName;

        // A thread of its own: a process inherits the core of the thread that starts it, and the thread ends with it.
        var deployment = await Task.Factory.StartNew(() =>
        {
            if (ProcessorAffinity.Cores > 1)
            {
                ProcessorAffinity.BindThread(Cores.Server);
            }

            return contender.Start(folder);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var system = new RunningSystem(contender, deployment, folder);
        try
        {
            await deployment.WhenReadyAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a loop's subscribers connect.</summary>
    public SubscriberPlace Place(EventLoop loop) => new(loop, AddressOf(_deployment.SubscriberAddress));

    public async ValueTask DisposeAsync()
    {
        await _deployment.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static ServerAddress AddressOf(Uri address) => new(new IPEndPoint(IPAddress.Loopback, address.Port), address.Authority);
}
