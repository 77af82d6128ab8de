using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.TestKit.Storage;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Two silos and two web hosts, each a process of its own, over one storage: what dies takes nothing with it but its memory, and can be started again.</summary>
public abstract class ProcessCluster : IAsyncLifetime
{
    private readonly List<PlatformProcess> _processes = [];
    private readonly Dictionary<string, string>[] _siloPorts = [PlatformProcess.NewSiloPorts(), PlatformProcess.NewSiloPorts()];
    private readonly PlatformProcess[] _silos = new PlatformProcess[2];
    private readonly PlatformProcess[] _webHosts = new PlatformProcess[2];
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-cluster-").FullName;

    /// <summary>What the cluster keeps everything in, where that is a server: membership, state, stream subscriptions and reminders.</summary>
    public StorageServer? Storage { get; private set; }

    /// <summary>Within how long a web host that is stopped sends its clients away.</summary>
    public static TimeSpan DrainWindow { get; } = TimeSpan.FromSeconds(4);

    /// <summary>Where the web hosts listen; one that is started again listens where it did.</summary>
    public Uri[] Hosts { get; } = [new($"http://127.0.0.1:{FreePort.Next()}"), new($"http://127.0.0.1:{FreePort.Next()}")];

    private Dictionary<string, string> Settings => new()
    {
        ["Data:Folder"] = _folder,
        ["Auth:SigningKey"] = TestTokens.SigningKey,
        ["Gateway:HeartbeatInterval"] = "00:00:02",
        ["Gateway:ReportInterval"] = "00:00:01",
        ["Gateway:Lease"] = "00:00:10",
        ["GatewayWatch:MissedHeartbeats"] = "6", // A machine that stands still for seconds is no web host that is gone.
        ["Gateway:DrainWindow"] = DrainWindow.ToString(),
        ["Devices:Timeout"] = "00:00:12",
        ["Devices:SweepPeriod"] = "00:00:02",
        ["Alerts:EscalateAfter"] = "00:00:00", // A numbered alert that is published again would be taken for a duplicate.
    };

    public async Task InitializeAsync()
    {
        Storage = await StartStorageAsync();
        await StartAllAsync();
    }

    /// <summary>Starts every process.</summary>
    public Task StartAllAsync() => Task.WhenAll(StartSiloAsync(0), StartSiloAsync(1), StartWebHostAsync(0), StartWebHostAsync(1));

    /// <summary>SIGTERM to every process, web hosts first; waits for their ends.</summary>
    public async Task StopAllAsync()
    {
        await Task.WhenAll(_webHosts.Select(host => host.StopAsync()));
        await Task.WhenAll(_silos.Select(silo => silo.StopAsync()));
    }

    /// <summary>SIGKILL of a silo.</summary>
    public Task KillSiloAsync(int index) => _silos[index].KillAsync();

    /// <summary>SIGKILL of a web host.</summary>
    public Task KillWebHostAsync(int index) => _webHosts[index].KillAsync();

    /// <summary>SIGTERM to a web host; waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopWebHostAsync(int index)
    {
        await _webHosts[index].StopAsync();
        return _webHosts[index].ExitCode;
    }

    /// <summary>SIGTERM to a silo; waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopSiloAsync(int index)
    {
        await _silos[index].StopAsync();
        return _silos[index].ExitCode;
    }

    /// <summary>Starts a silo, and waits until it is one of the cluster.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="isElsewhere">On other ports than before: the cluster then does not know at once that the one before is dead, as where a container is scheduled to another machine.</param>
    public async Task StartSiloAsync(int index, bool isElsewhere = false)
    {
        _siloPorts[index] = isElsewhere ? PlatformProcess.NewSiloPorts() : _siloPorts[index];
        Dictionary<string, string> settings = new([.. Settings, .. StorageSettings, .. _siloPorts[index]]);
        await Keep(_silos[index] = PlatformProcess.StartSilo($"silo {index}", settings)).WhenStartedAsync();
    }

    /// <summary>Starts a web host, and waits until it is ready.</summary>
    public async Task StartWebHostAsync(int index)
    {
        Dictionary<string, string> settings = new([.. Settings, .. StorageSettings]);
        await Keep(_webHosts[index] = PlatformProcess.StartWebHost($"web host {index}", settings, Hosts[index])).WhenReadyAsync();
    }

    /// <summary>The last words of every process, for a failure's message.</summary>
    public string LastWords()
    {
        lock (_processes)
        {
            return string.Join('\n', _processes.Select(process =>
                $"--- {process.Name}\n{string.Join('\n', process.Output.Split('\n').Where(line => !line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).TakeLast(25))}"));
        }
    }

    public async Task DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("ANDROIDZEN_LOGS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await Task.WhenAll(_processes.Select((process, n) => File.WriteAllTextAsync(Path.Combine(folder, $"{GetType().Name} {n:D3} {process.Name}.log"), process.Output)));
        }

        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        if (Storage is not null)
        {
            await Storage.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What every process is configured with to use the storage.</summary>
    protected virtual IReadOnlyDictionary<string, string> StorageSettings => Storage!.Settings;

    /// <summary>Starts the storage server, if there is one.</summary>
    protected abstract Task<StorageServer?> StartStorageAsync();

    private PlatformProcess Keep(PlatformProcess process)
    {
        lock (_processes)
        {
            _processes.Add(process);
        }

        return process;
    }
}
