using AndroidZen.Gateways;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Hosting;

/// <summary>
/// The providers of a process that configures none: state in SQLite, streams of our own in memory. Each default gives way to a <c>ProviderType</c> in the section of the same name.
/// </summary>
public static class ClusterSettings
{
    private const string Sqlite = "Sqlite";
    private const string LowLatency = "LowLatency";
    private const string Clustering = "Orleans:Clustering";
    private const string DefaultStorage = "Orleans:GrainStorage:Default";
    private const string PubSubStorage = "Orleans:GrainStorage:PubSubStore";
    private const string Reminders = "Orleans:Reminders";
    private const string GatewayStreaming = "Orleans:Streaming:" + GatewayStreams.ProviderName;

    /// <summary>Whether the configuration names a cluster to join.</summary>
    public static bool NamesCluster(IConfiguration configuration) => configuration[$"{Clustering}:ProviderType"] is { Length: > 0 };

    /// <summary>Whether a silo keeps anything in the data folder: on its own, or in the cluster that the folder makes.</summary>
    internal static bool UsesDataFolder(IConfiguration configuration) => !NamesCluster(configuration) || configuration[$"{Clustering}:ProviderType"] == Sqlite;

    /// <summary>Setting <c>Cluster:Kubernetes</c>: whether silos are pods that are to be matched with Kubernetes' list of pods.</summary>
    internal static bool IsOnKubernetes(IConfiguration configuration) => configuration.GetValue<bool>("Cluster:Kubernetes");

    /// <summary>Fills in what a silo needs. Without a cluster it is one of its own (<see cref="SiloHostingExtensions.AddAndroidZenSilo"/>).</summary>
    internal static void AddSiloDefaults(IConfigurationManager configuration)
    {
        AddDefault(configuration, GatewayStreaming, LowLatency);
        if (!UsesDataFolder(configuration))
        {
            return; // Silos that may be on several machines must not each keep a state of its own: Orleans says what is missing.
        }

        AddDefault(configuration, DefaultStorage, Sqlite);
        AddDefault(configuration, Reminders, Sqlite);

        // Several silos must share the stream subscriptions; one alone does better without those of gateways that died with its last life.
        AddDefault(configuration, PubSubStorage, NamesCluster(configuration) ? Sqlite : "Memory");
    }

    /// <summary>Fills in what a client of a cluster needs.</summary>
    internal static void AddClientDefaults(IConfigurationManager configuration) => AddDefault(configuration, GatewayStreaming, LowLatency);

    /// <summary>A process that is a silo and nothing else joins the cluster in the data folder unless told otherwise.</summary>
    internal static void AddClusterDefault(IConfigurationManager configuration) => AddDefault(configuration, Clustering, Sqlite);

    private static void AddDefault(IConfigurationManager configuration, string section, string provider)
    {
        // Asked of the provider, not of the section: one other setting in it (TotalQueueCount, say) must not take the provider away.
        var key = $"{section}:ProviderType";
        if (configuration[key] is not { Length: > 0 })
        {
            configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, provider)]);
        }
    }
}
