using AndroidZen.Configuration;
using AndroidZen.Gateways;
using AndroidZen.Grains;
using AndroidZen.Grains.Gateways;
using AndroidZen.Publishing;
using AndroidZen.Silo.Azure;
using AndroidZen.Silo.Health;
using AndroidZen.Silo.Postgres;
using AndroidZen.Silo.Storage;
using AndroidZen.Silo.Streaming;
using AndroidZen.Silo.Telemetry;
using AndroidZen.Silo.Tls;
using AndroidZen.Streaming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Storage;

namespace AndroidZen.Silo.Hosting;

/// <summary>Makes a process a silo, or a client, of the platform's cluster. Providers come from the configuration alone.</summary>
public static class SiloHostingExtensions
{
    /// <summary>Ids of the cluster where the configuration (<c>Orleans:ClusterId</c>, <c>Orleans:ServiceId</c>) has none.</summary>
    private const string DefaultId = "androidzen";

    /// <summary>
    /// Adds a silo. With <c>Orleans:Clustering</c> it joins that cluster; without, it is a cluster of one that listens on loopback only.
    /// </summary>
    public static IHostApplicationBuilder AddAndroidZenSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ClusterSettings.AddSiloDefaults(builder.Configuration);
        builder.AddAzureStorage();
        builder.Services.AddAndroidZenGrains();
        if (ClusterSettings.UsesDataFolder(builder.Configuration))
        {
            builder.Services.AddHostedService<DataFolderLock>();
        }

        if (PostgresSchemaCheck.IsNeeded(builder.Configuration))
        {
            builder.Services.AddHostedService<PostgresSchemaCheck>();
        }

        if (AzureStorageCheck.IsNeeded(builder.Configuration))
        {
            builder.Services.AddHostedService<AzureStorageCheck>();
        }

        builder.Services.AddSiloHealth();
        builder.Services.TuneGatewayStreams(builder.Configuration);
        builder.Services.AddClusterCalls()
            .Validate<IOptions<GatewayWatchOptions>>(
                (calls, watch) => calls.ResponseTimeout > watch.Value.AnswerTimeout && calls.ResponseTimeout > watch.Value.CloseTimeout,
                "Cluster:ResponseTimeout must exceed GatewayWatch:AnswerTimeout and GatewayWatch:CloseTimeout: they are waited for within a call.")
            .Validate<IOptionsMonitor<LowLatencyStreamOptions>>(
                (calls, streams) => calls.ResponseTimeout > streams.Get(GatewayStreams.ProviderName).MaxWait,
                $"Cluster:ResponseTimeout must exceed Orleans:Streaming:{GatewayStreams.ProviderName}:MaxWait: it is waited for within a call.");
        builder.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<ClusterCallOptions>>(Bound);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(SetDefaultIds);
            if (!ClusterSettings.NamesCluster(builder.Configuration))
            {
                silo.UseLocalhostClustering(siloPort: FreePort.Next(), gatewayPort: 0, serviceId: DefaultId, clusterId: DefaultId);
            }

            silo.Services.AddSingleton<IGrainStorageSerializer, GrainStateSerializer>();

            // Gateways' heartbeats are reminders, far more frequent than Orleans expects of one, and one per gateway only.
            silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
            // How long a silo that died with its whole cluster is still asked for its opinion of those that come after: until three of these have not come.
            silo.Configure<ClusterMembershipOptions>(membership => membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5));
#pragma warning disable ORLEANSEXP003 // Orleans' own tests run on it. With the other one a silo that goes takes activations of others with it: those of which it was the directory (docs/adr/0016-topics-move.md).
            silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
            silo.Services.AddStorageCircuits();
            silo.UseClusterTls();
            silo.AddDashboard();
            if (ClusterSettings.IsOnKubernetes(builder.Configuration))
            {
                silo.UseKubernetesHosting();
            }

            if (OtlpExports.Of(builder.Configuration).Traces)
            {
                silo.AddGrainCallTracing();
            }
        });

        // The silo starts before what is registered behind it.
        builder.Services.AddSingleton(ClusterConnection.OfASilo());
        return builder;
    }

    /// <summary>Makes the process a client of the cluster that <c>Orleans:Clustering</c> names. Its host starts when a silo of it has been found, and tries until then.</summary>
    public static IHostApplicationBuilder AddAndroidZenClusterClient(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ClusterSettings.AddClientDefaults(builder.Configuration);
        builder.AddAzureStorage();
        builder.Services.AddRealtimePublisher();
        builder.Services.TuneGatewayStreams(builder.Configuration);
        builder.Services.AddClusterCalls();
        builder.Services.AddOptions<ClientMessagingOptions>().Configure<IOptions<ClusterCallOptions>>(Bound);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(SetDefaultIds);
            client.UseClusterTls();
            client.UseConnectionRetryFilter<ClusterConnectionRetry>();

            // While it connects for the first time, Orleans' client does not read the list of silos again but for this, by default after a minute.
            client.Configure<GatewayOptions>(static silos => silos.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            client.AddDashboard();
            if (OtlpExports.Of(builder.Configuration).Traces)
            {
                client.AddGrainCallTracing();
            }
        });
        return builder;
    }

    /// <summary>As <see cref="AddAndroidZenClusterClient"/>, but the host starts at once; <see cref="ClusterConnection"/> tells when a silo has been found.</summary>
    public static IHostApplicationBuilder AddAndroidZenClusterClientInBackground(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ClusterConnector.Add(builder.Services, () => builder.AddAndroidZenClusterClient());
        return builder;
    }

    private static OptionsBuilder<ClusterCallOptions> AddClusterCalls(this IServiceCollection services) =>
        services.AddValidatedOptions<ClusterCallOptions, ClusterCallOptionsValidator>(ClusterCallOptions.SectionName);

    private static void Bound(MessagingOptions messaging, IOptions<ClusterCallOptions> calls)
    {
        messaging.ResponseTimeout = calls.Value.ResponseTimeout;
        messaging.WaitForCancellationAcknowledgement = false; // Whoever has cancelled goes on at once.
    }

    private static void SetDefaultIds(ClusterOptions cluster)
    {
        // "default" is what Orleans puts where nothing is configured.
        cluster.ClusterId = cluster.ClusterId is null or ClusterOptions.DefaultClusterId ? DefaultId : cluster.ClusterId;
        cluster.ServiceId = cluster.ServiceId is null or ClusterOptions.DefaultServiceId ? DefaultId : cluster.ServiceId;
    }
}
