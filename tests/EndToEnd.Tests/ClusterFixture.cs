using AndroidZen.TestKit;

namespace AndroidZen.EndToEnd.Tests;

/// <summary>Two silos and two web hosts, each a process of its own, that find each other through one SQLite file.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("androidzen-cluster-").FullName;
    private readonly List<PlatformProcess> _processes = [];

    /// <summary>The interval of heartbeats, short so that tests see several.</summary>
    public const string HeartbeatInterval = "00:00:01";

    public IReadOnlyList<PlatformProcess> Silos { get; private set; } = [];

    public IReadOnlyList<PlatformProcess> WebHosts { get; private set; } = [];

    /// <summary>What every process of the cluster is configured with.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Data:Folder"] = _folder,
        ["Orleans:Clustering:ProviderType"] = "Sqlite",
        ["Auth:SigningKey"] = TestTokens.SigningKey,
        ["Gateway:HeartbeatInterval"] = HeartbeatInterval,
        ["Gateway:ReportInterval"] = "00:00:00.500",
        ["Gateway:Lease"] = "00:00:06",
        ["GatewayWatch:MissedHeartbeats"] = "12", // A machine that stands still for seconds is no web host that is gone.
    };

    public async Task InitializeAsync()
    {
        Silos = [StartSilo("silo 1"), StartSilo("silo 2")];
        WebHosts = [StartWebHost("web host 1"), StartWebHost("web host 2")];
        await Task.WhenAll([.. Silos.Select(silo => silo.WhenStartedAsync()), .. WebHosts.Select(host => host.WhenReadyAsync())]);
    }

    /// <summary>Starts one more web host.</summary>
    public PlatformProcess StartWebHost(string name) => Keep(PlatformProcess.StartWebHost(name, Settings));

    /// <summary>Starts one more silo.</summary>
    public PlatformProcess StartSilo(string name) => Keep(PlatformProcess.StartSilo(name, Settings));

    public async Task DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private PlatformProcess Keep(PlatformProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
